/** The commands that Headrace acts on; a program may print others, which stay text. */
export const workflowCommandNames = [
  "group",
  "endgroup",
  "error",
  "warning",
  "notice",
  "debug",
  "add-mask",
  "stop-commands",
] as const;

export interface WorkflowCommand {
  /** One of `workflowCommandNames` in lower case, else the name as written: the token of `stop-commands`. */
  readonly command: string;
  /** Keys in lower case, values unescaped. Without a prototype, so that any key is safe to read. */
  readonly properties: Readonly<Record<string, string>>;
  /** Unescaped: `%0A` has become a line feed. */
  readonly message: string;
}

const knownNames: ReadonlySet<string> = new Set(workflowCommandNames);
const colon = 58;
const space = 32;
const tab = 9;

/**
 * Reads `::command key=value,key=value::message` as GitHub's runner does: leading blanks are
 * allowed, names and keys do not depend on case, `%25`, `%0D`, `%0A` (and `%3A`, `%2C` in
 * properties) are unescaped. Null, after looking at one or two characters, for any other line.
 *
 * Source: GitHub, "Workflow commands for GitHub Actions".
 *
 * @example parseWorkflowCommand("::error file=a.ts,line=3::broken")?.properties["file"] // "a.ts"
 */
export function parseWorkflowCommand(line: string): WorkflowCommand | null {
  let start = 0;
  while (line.charCodeAt(start) === space || line.charCodeAt(start) === tab) start += 1;
  if (line.charCodeAt(start) !== colon || line.charCodeAt(start + 1) !== colon) return null;

  const end = line.indexOf("::", start + 2);
  if (end === -1) return null;
  const head = line.slice(start + 2, end);
  const gap = head.indexOf(" ");
  const name = gap === -1 ? head : head.slice(0, gap);
  if (name === "") return null;

  const lowerCaseName = name.toLowerCase();
  return {
    command: knownNames.has(lowerCaseName) ? lowerCaseName : name,
    properties: parseProperties(gap === -1 ? "" : head.slice(gap + 1)),
    message: unescapeMessage(withoutLineEnd(line, end + 2)),
  };
}

function parseProperties(text: string): Readonly<Record<string, string>> {
  const properties: Record<string, string> = Object.create(null);
  if (text === "") return properties;
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    if (equals === -1) continue;
    const key = part.slice(0, equals).trim().toLowerCase();
    const value = part.slice(equals + 1);
    if (key !== "" && value !== "") properties[key] = unescapeProperty(value);
  }
  return properties;
}

function withoutLineEnd(line: string, from: number): string {
  let end = line.length;
  if (end > from && line.endsWith("\n")) end -= 1;
  if (end > from && line.charCodeAt(end - 1) === 13) end -= 1;
  return line.slice(from, end);
}

function unescapeMessage(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%0D|%0A|%25/gi, (code) => unescaped(code));
}

function unescapeProperty(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/%0D|%0A|%25|%3A|%2C/gi, (code) => unescaped(code));
}

// One pass over the text: two passes would turn the escaped "%250A" into a line feed.
function unescaped(code: string): string {
  return String.fromCharCode(Number.parseInt(code.slice(1), 16));
}
