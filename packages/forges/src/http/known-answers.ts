/** An answer that the host named by an entity tag. */
export interface KnownAnswer {
  readonly etag: string;
  readonly text: string;
}

/** Answers that need not be sent again while they are unchanged. RFC 9110, 8.8.3 */
export interface KnownAnswers {
  get(url: string): KnownAnswer | undefined;
  set(url: string, answer: KnownAnswer): void;
}

/** Keeps what was used last, in so many characters altogether; one answer gets an eighth of them at most. */
export function createKnownAnswers(capacity = 8_000_000): KnownAnswers {
  const kept = new Map<string, KnownAnswer>();
  let size = 0;
  const drop = (url: string) => {
    size -= kept.get(url)?.text.length ?? 0;
    kept.delete(url);
  };
  return {
    get(url) {
      const answer = kept.get(url);
      if (answer === undefined) return undefined;
      // A map keeps its order of insertion: the oldest use is first.
      kept.delete(url);
      kept.set(url, answer);
      return answer;
    },
    set(url, answer) {
      drop(url);
      if (answer.text.length > capacity / 8) return;
      kept.set(url, answer);
      size += answer.text.length;
      for (const [oldest] of kept) {
        if (size <= capacity) break;
        drop(oldest);
      }
    },
  };
}
