/** What GitHub may call a job, as far as its file says: texts, with anything between them. Nothing is evaluated. */
export type JobName = readonly Way[];
type Way = readonly string[];

export interface NamedJob {
  /** Its key in the file. */
  readonly id: string;
  /** May hold expressions. */
  readonly name: string | undefined;
  readonly hasMatrix: boolean;
  /** Whether it calls another workflow, whose jobs are called `caller / called`. */
  readonly isCall: boolean;
}

/** Characters; no host shows a longer one, and to look for many gaps in long texts takes long. */
const longest = 1_000;

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idname */
export function jobName({ id, name, hasMatrix, isCall }: NamedJob): JobName {
  const written = name ?? id;
  if (written.length > longest) return [];
  const plain = textsOf(written);
  // Values of the matrix follow in parentheses, unless the name has them by itself.
  const ways = hasMatrix && plain.length === 1 ? [plain, followedBy(plain, " (", ")")] : [plain];
  return isCall ? ways.map((way) => followedBy(way, " / ", "")) : ways;
}

/** How much of the name is this one's, in characters; undefined where it is not this one's. */
export function likeness(name: JobName, text: string): number | undefined {
  if (text.length > longest) return undefined;
  const fits = name.filter((way) => isLike(way, text)).map(lengthOf);
  return fits.length === 0 ? undefined : Math.max(...fits);
}

function isLike(way: Way, text: string): boolean {
  const [first = "", ...rest] = way;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** A name without gaps is sure, however short it is. */
function lengthOf(way: Way): number {
  return way.length === 1 ? Number.POSITIVE_INFINITY : way.reduce((sum, part) => sum + part.length, 0);
}

function followedBy(way: Way, opening: string, end: string): Way {
  return [...way.slice(0, -1), (way.at(-1) ?? "") + opening, end];
}

/** What stands around the expressions of a name. */
function textsOf(name: string): Way {
  const texts: string[] = [];
  let from = 0;
  for (let open = name.indexOf("${{"); open !== -1; open = name.indexOf("${{", from)) {
    const close = name.indexOf("}}", open);
    if (close === -1) break;
    texts.push(name.slice(from, open));
    from = close + 2;
  }
  return [...texts, name.slice(from)];
}
