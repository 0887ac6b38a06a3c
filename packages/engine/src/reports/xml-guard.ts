/**
 * Stands before the XML parser and keeps what reaches it small and harmless:
 * - texts, attribute values, CDATA sections and comments are cut at `limit` characters, because a parser
 *   keeps each whole in memory and a test's output may be hundreds of megabytes;
 * - document type definitions are taken out, so nothing they declare is ever expanded or fetched;
 * - references to entities other than XML's own five, and stray `&`, become plain text;
 * - control characters that XML forbids but test output is full of become U+FFFD.
 *
 * A text that was cut ends with `cutMark`. Lines that were cut are counted in `droppedLines`, so that positions can be told.
 */
export interface XmlGuard {
  readonly droppedLines: number;
  write(chunk: string): string;
  end(): string;
}

type Mode = "text" | "tag" | "doubleQuoted" | "singleQuoted" | "cdata" | "comment" | "instruction" | "doctype";

/** Stands where a text was cut; where the document itself holds it, it becomes U+FFFD. */
export const cutMark = "\uf8fe";

/** Where each mode that has a closing mark ends. */
const closing = {
  doubleQuoted: '"',
  singleQuoted: "'",
  cdata: "]]>",
  comment: "-->",
  instruction: "?>",
} as const;

const longestOpening = "<![CDATA[".length;
const longestReference = "&#x0010FFFF;".length;
const forbidden = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\uf8fe\ufffe\uffff]/gu;

export function createXmlGuard(limit: number): XmlGuard {
  let mode: Mode = "text";
  let kept = 0;
  let pending = "";
  let droppedLines = 0;
  let subsetDepth = 0;
  let doctypeQuote = "";
  let output: string[] = [];

  function drop(text: string): void {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
      droppedLines++;
    }
  }

  /** Content of the present text, attribute or section: kept up to the limit. */
  function content(text: string): void {
    const room = limit - kept;
    if (room >= text.length) {
      output.push(text.replace(forbidden, "\ufffd"));
      kept += text.length;
      return;
    }
    const cut = room <= 0 ? 0 : wholeCharacters(text, room);
    if (cut > 0) {
      output.push(text.slice(0, cut).replace(forbidden, "\ufffd"));
    }
    markCut();
    drop(text.slice(cut));
  }

  /** Once for each text; a tag's own names may not hold such a character. */
  function markCut(): void {
    if (kept !== Number.POSITIVE_INFINITY && mode !== "tag") output.push(cutMark);
    kept = Number.POSITIVE_INFINITY;
  }

  /** A reference is kept whole or not at all. */
  function reference(text: string): void {
    if (kept + text.length <= limit) {
      output.push(text);
      kept += text.length;
    } else {
      markCut();
    }
  }

  function enter(next: Mode): void {
    mode = next;
    kept = 0;
  }

  /** Consumes a piece of `input` from `at`; gives the next position, or null where more input is needed. */
  function step(input: string, at: number, final: boolean): number | null {
    switch (mode) {
      case "text":
        return markup(input, at, final);
      case "tag":
        return tag(input, at);
      case "doubleQuoted":
      case "singleQuoted":
        return quoted(input, at, final, closing[mode]);
      case "cdata":
      case "comment":
      case "instruction":
        return section(input, at, final, closing[mode]);
      case "doctype":
        return doctype(input, at, final);
    }
  }

  function markup(input: string, at: number, final: boolean): number | null {
    const stop = find(/[<&]/g, input, at);
    content(input.slice(at, stop));
    if (stop === input.length) {
      return stop;
    }
    if (input.charAt(stop) === "&") {
      return resolve(input, stop, final);
    }
    if (!final && input.length - stop < longestOpening && "<![CDATA[".startsWith(input.slice(stop, stop + 3))) {
      return hold(input, stop);
    }
    return opening(input, stop);
  }

  function opening(input: string, at: number): number {
    for (const [mark, next] of [
      ["<![CDATA[", "cdata"],
      ["<!--", "comment"],
      ["<?", "instruction"],
    ] as const) {
      if (input.startsWith(mark, at)) {
        output.push(mark);
        enter(next);
        return at + mark.length;
      }
    }
    if (input.startsWith("<!", at)) {
      enter("doctype");
      subsetDepth = 0;
      doctypeQuote = "";
      return at + 2;
    }
    output.push("<");
    enter("tag");
    return at + 1;
  }

  function tag(input: string, at: number): number {
    const stop = find(/["'>]/g, input, at);
    content(input.slice(at, stop));
    if (stop === input.length) {
      return stop;
    }
    const mark = input.charAt(stop);
    output.push(mark);
    enter(mark === ">" ? "text" : mark === '"' ? "doubleQuoted" : "singleQuoted");
    return stop + 1;
  }

  function quoted(input: string, at: number, final: boolean, quote: string): number | null {
    const stop = find(quote === '"' ? /["&<]/g : /['&<]/g, input, at);
    content(input.slice(at, stop));
    if (stop === input.length) {
      return stop;
    }
    if (input.charAt(stop) === "<") {
      // Not allowed in a value, and common in the messages of assertion libraries.
      reference("&lt;");
      return stop + 1;
    }
    if (input.charAt(stop) === "&") {
      return resolve(input, stop, final);
    }
    output.push(quote);
    enter("tag");
    return stop + 1;
  }

  function section(input: string, at: number, final: boolean, close: string): number | null {
    const stop = input.indexOf(close, at);
    if (stop !== -1) {
      content(input.slice(at, stop));
      output.push(close);
      enter("text");
      return stop + close.length;
    }
    const safe = final ? input.length : Math.max(at, wholeCharacters(input, input.length - close.length + 1));
    content(input.slice(at, safe));
    return hold(input, safe);
  }

  /** Skips a declaration, its internal subset and the quoted texts and comments in it. */
  function doctype(input: string, at: number, final: boolean): number | null {
    if (doctypeQuote !== "") {
      const close = input.indexOf(doctypeQuote, at);
      const stop = close === -1 ? input.length - (final ? 0 : doctypeQuote.length - 1) : close + doctypeQuote.length;
      drop(input.slice(at, Math.max(at, stop)));
      if (close === -1) {
        return hold(input, Math.max(at, stop));
      }
      doctypeQuote = "";
      return stop;
    }
    const stop = find(/["'[\]<>]/g, input, at);
    drop(input.slice(at, stop));
    if (stop === input.length) {
      return stop;
    }
    const mark = input.charAt(stop);
    if (mark === "<" && !final && input.length - stop < 4) {
      return hold(input, stop);
    }
    if (mark === '"' || mark === "'") {
      doctypeQuote = mark;
    } else if (mark === "<") {
      doctypeQuote = input.startsWith("<!--", stop) ? "-->" : "";
    } else if (mark === "[") {
      subsetDepth = 1;
    } else if (mark === "]") {
      subsetDepth = 0;
    } else if (subsetDepth === 0) {
      enter("text");
    }
    return stop + 1;
  }

  function resolve(input: string, at: number, final: boolean): number | null {
    const candidate = input.slice(at, at + longestReference);
    const match = /^&(?:#x([0-9a-f]{1,8})|#([0-9]{1,8})|(amp|lt|gt|quot|apos));/i.exec(candidate);
    if (match === null) {
      if (!final && candidate.length < longestReference && !/[;\s<"']/.test(candidate)) {
        return hold(input, at);
      }
      reference("&amp;");
      return at + 1;
    }
    const [whole, hexadecimal, decimal, name] = match;
    if (name === undefined) {
      const code = hexadecimal === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hexadecimal, 16);
      reference(isCharacter(code) ? `&#${code};` : "\ufffd");
    } else {
      reference(whole.toLowerCase());
    }
    return at + whole.length;
  }

  function hold(input: string, at: number): null {
    pending = input.slice(at);
    return null;
  }

  function run(chunk: string, final: boolean): string {
    const input = pending + chunk;
    pending = "";
    output = [];
    let at: number | null = 0;
    while (at !== null && at < input.length) {
      at = step(input, at, final);
    }
    return output.join("");
  }

  return {
    get droppedLines() {
      return droppedLines;
    },
    write: (chunk) => run(chunk, false),
    end: () => run("", true),
  };
}

/** XML 1.0, section 2.2. */
function isCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== cutMark.charCodeAt(0)) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

/** Where the pattern, which is global, is found at or after `at`; else the length. */
function find(pattern: RegExp, input: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(input)?.index ?? input.length;
}

/** The greatest cut at or before `length` that splits no surrogate pair. */
function wholeCharacters(text: string, length: number): number {
  const code = text.charCodeAt(length - 1);
  return code >= 0xd800 && code <= 0xdbff ? length - 1 : length;
}
