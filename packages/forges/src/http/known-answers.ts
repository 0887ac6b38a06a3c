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

/**
 * Keeps what was used last, in so many bytes altogether; one answer gets a share of them at most, 4 MiB unless said: a
 * page of a hundred runs on GitHub has 1.5 million characters.
 */
export function createKnownAnswers(capacity = 64 << 20, shares = 16): KnownAnswers {
  const kept = new Map<string, KnownAnswer>();
  let size = 0;
  const drop = (url: string) => {
    const answer = kept.get(url);
    if (answer !== undefined) size -= bytesOf(answer);
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
      if (bytesOf(answer) > capacity / shares) return;
      kept.set(url, answer);
      size += bytesOf(answer);
      for (const [oldest] of kept) {
        if (size <= capacity) break;
        drop(oldest);
      }
    },
  };
}

/** A character takes two at most. */
function bytesOf({ text }: KnownAnswer): number {
  return 2 * text.length;
}
