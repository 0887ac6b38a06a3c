const mostAlternatives = 1000;

/**
 * The globs that `{a,b}` and `{1..3}` stand for; null when there would be more than a thousand.
 * Braces without a comma or a range, and braces that are never closed, are plain characters.
 */
export function expandBraces(glob: string): readonly string[] | null {
  let pending: { readonly done: string; readonly rest: string }[] = [{ done: "", rest: glob }];
  const finished: string[] = [];
  while (pending.length > 0) {
    const next: typeof pending = [];
    for (const { done, rest } of pending) {
      const group = firstGroup(rest);
      if (!group) {
        finished.push(done + rest);
        continue;
      }
      for (const option of group.options) {
        // An option may hold braces of its own, so it is read again; what stands before it is done.
        next.push({ done: done + group.before, rest: option + group.after });
      }
      if (next.length + finished.length > mostAlternatives) return null;
    }
    pending = next;
  }
  return finished;
}

interface BraceGroup {
  readonly before: string;
  readonly options: readonly string[];
  readonly after: string;
}

function firstGroup(text: string): BraceGroup | null {
  for (let start = 0; start < text.length; start += 1) {
    if (text.charAt(start) === "\\") start += 1;
    else if (text.charAt(start) === "{") {
      const group = readGroup(text, start);
      if (group) return group;
    }
  }
  return null;
}

function readGroup(text: string, start: number): BraceGroup | null {
  let depth = 0;
  let from = start + 1;
  const options: string[] = [];
  for (let index = start; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\") index += 1;
    else if (character === "{") depth += 1;
    else if (character === "," && depth === 1) {
      options.push(text.slice(from, index));
      from = index + 1;
    } else if (character === "}") {
      depth -= 1;
      if (depth > 0) continue;
      const last = text.slice(from, index);
      const range = options.length === 0 ? rangeOf(last) : null;
      if (options.length === 0 && !range) return null;
      return { before: text.slice(0, start), options: range ?? [...options, last], after: text.slice(index + 1) };
    }
  }
  return null;
}

function rangeOf(text: string): readonly string[] | null {
  const match = /^(\d{1,6})\.\.(\d{1,6})$/.exec(text);
  if (!match) return null;
  const [from, to] = [Number(match[1]), Number(match[2])];
  // One more than allowed is enough for the caller to see that there are too many.
  const count = Math.min(Math.abs(to - from), mostAlternatives) + 1;
  return Array.from({ length: count }, (_, index) => String(from <= to ? from + index : from - index));
}
