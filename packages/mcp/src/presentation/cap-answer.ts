export interface CappedAnswer {
  readonly answer: unknown;
  /** What was left out, in words: "items: 150 of 200 left out at the end". */
  readonly cuts: readonly string[];
}

/** A text of up to this many characters is never cut. */
const shortText = 400;

/** Of what stays of a text, this part is its beginning; the rest is its end, where reasons stand. */
const headShare = 0.4;

interface Place {
  readonly path: readonly string[];
  readonly value: string | readonly unknown[];
}

/**
 * An answer of at most so many bytes of JSON, as far as cutting can do that: the longest texts lose their middle, then the
 * longest lists their end. The form stays the same, so that it still follows its schema.
 */
export function capAnswer(answer: unknown, mostBytes: number): CappedAnswer {
  const cuts = new Map<string, { readonly whole: number; readonly kept: number; readonly text: boolean }>();
  let capped = answer;
  for (let over = bytesOf(capped) - mostBytes; over > 0; over = bytesOf(capped) - mostBytes) {
    const place = longestOf(capped);
    if (place === undefined) break;
    const { path, value } = place;
    const text = typeof value === "string";
    const kept = text ? Math.max(shortText, value.length - over - mark.length) : Math.floor(value.length / 2);
    const whole = cuts.get(path.join("."))?.whole ?? value.length;
    cuts.set(path.join("."), { whole, kept, text });
    capped = replaced(capped, path, text ? withoutMiddle(value, kept) : value.slice(0, kept));
  }
  return {
    answer: capped,
    cuts: [...cuts].map(([path, { whole, kept, text }]) =>
      text
        ? `${path}: ${whole - kept} of ${whole} characters left out in the middle`
        : `${path}: ${whole - kept} of ${whole} left out at the end`,
    ),
  };
}

const mark = "\n[… cut …]\n";

function withoutMiddle(text: string, kept: number): string {
  const head = Math.floor(kept * headShare);
  return `${text.slice(0, head)}${mark}${text.slice(text.length - (kept - head))}`;
}

/** The longest text that can be cut; else the list with the most entries; else nothing. */
function longestOf(answer: unknown): Place | undefined {
  let text: Place | undefined;
  let list: Place | undefined;
  const look = (value: unknown, path: readonly string[]): void => {
    if (typeof value === "string") {
      if (value.length > Math.max(shortText + mark.length, text?.value.length ?? 0)) text = { path, value };
      return;
    }
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value) && value.length > Math.max(1, list?.value.length ?? 0)) list = { path, value };
    for (const [key, each] of Object.entries(value)) look(each, [...path, key]);
  };
  look(answer, []);
  return text ?? list;
}

function replaced(value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === first ? replaced(each, rest, by) : each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === first ? replaced(each, rest, by) : each]),
  );
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}
