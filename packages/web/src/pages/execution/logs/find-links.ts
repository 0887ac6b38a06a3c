export interface LinkPart {
  readonly text: string;
  /** Absent for what is no link. */
  readonly href?: string;
}

/** Only these open: an address of another kind stays text. Bounded, so that one long line costs no time. */
const address = /\bhttps?:\/\/[^\s<>"'`{}|\\^\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f]{1,2000}/gi;

/** Text told apart from the addresses in it. */
export function findLinks(text: string): readonly LinkPart[] {
  if (!text.includes("://")) return [{ text }];
  const parts: LinkPart[] = [];
  let position = 0;
  for (const match of text.matchAll(address)) {
    const found = withoutEnd(match[0]);
    const href = hrefOf(found);
    if (href === undefined) continue;
    if (match.index > position) parts.push({ text: text.slice(position, match.index) });
    parts.push({ text: found, href });
    position = match.index + found.length;
  }
  if (position < text.length) parts.push({ text: text.slice(position) });
  return parts;
}

/** Without the sentence's own marks, and without a closing bracket that was not opened in it. */
function withoutEnd(text: string): string {
  let end = text.length;
  for (; end > 0; end -= 1) {
    const last = text[end - 1] ?? "";
    if (/[.,;:!?*_~]/.test(last)) continue;
    const opening = { ")": "(", "]": "[" }[last];
    if (opening === undefined || count(text.slice(0, end), opening) >= count(text.slice(0, end), last)) break;
  }
  return text.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function hrefOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === "http:" || protocol === "https:" ? href : undefined;
}
