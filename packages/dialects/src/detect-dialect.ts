/** The formats a definition may be written in. */
export type Dialect = "headrace" | "legacy-stages";

/**
 * Which format a definition is in, by the shape of `stages` alone: the Headrace language has a mapping there, the
 * legacy stages format a list whose items have `jobs`. A text is not parsed: it may be broken, and it may be long.
 *
 * @example
 * detectDialect("stages:\n  - name: build\n    jobs: []"); // "legacy-stages"
 */
export function detectDialect(source: unknown): Dialect {
  return (typeof source === "string" ? listedInText(source) : listedInValue(source)) ? "legacy-stages" : "headrace";
}

function listedInValue(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("stages" in value) || !Array.isArray(value.stages)) return false;
  return (
    value.stages.length === 0 ||
    value.stages.some((stage) => typeof stage === "object" && stage !== null && "jobs" in stage)
  );
}

function listedInText(text: string): boolean {
  const rest = stagesValue(text);
  return rest !== null && rest.startsWith("[", 0) === true
    ? hasJobs(rest) || /^\[\s*\]/.test(rest)
    : rest !== null && /^-(?:\s|$)/.test(rest) && hasJobs(rest);
}

function hasJobs(text: string): boolean {
  return /(?:^|[\s{,"'])jobs["']?\s*:/.test(text);
}

/** What follows the key `stages` of the outermost mapping, without blanks, comments and properties; null without one. */
function stagesValue(text: string): string | null {
  const start = /^\ufeff?(?:\s|#[^\n]*(?:\n|$)|---(?=\s)|%[^\n]*\n)*/.exec(text)?.[0].length ?? 0;
  const end = text.charAt(start) === "{" ? flowKey(text, start) : blockKey(text, start);
  if (end === -1) return null;
  const skipped = /^(?:\s|#[^\n]*(?:\n|$)|[&!][^\s]*)*/.exec(text.slice(end))?.[0].length ?? 0;
  return text.slice(end + skipped);
}

function blockKey(text: string, start: number): number {
  const key = /^(?:stages|"stages"|'stages')[ \t]*:(?=\s|$)/gm;
  key.lastIndex = start;
  const match = key.exec(text);
  return match === null ? -1 : match.index + match[0].length;
}

/** After `"stages":` at depth one of `{ … }`; texts are skipped, whichever way they are quoted. */
function flowKey(text: string, start: number): number {
  const token = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'|[{}[\]]|\bstages(?=\s*:)/g;
  token.lastIndex = start;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === "{" || found === "[") depth++;
    else if (found === "}" || found === "]") depth--;
    else if (depth === 1 && /^["']?stages["']?$/.test(found)) {
      const colon = /^\s*:/.exec(text.slice(token.lastIndex, token.lastIndex + 200));
      if (colon !== null) return token.lastIndex + colon[0].length;
    }
  }
  return -1;
}
