import { Buffer } from "node:buffer";

/** Percent-encoded, as the common encoders do it: each leaves other characters as they are. */
export function urlNeedles(value: string): string[] {
  const unreserved = "-_.~";
  // RFC 3986; encodeURIComponent; encodeURI; Python's quote; form encoding (WHATWG); curl's older form.
  const leftAlone = [unreserved, `${unreserved}!'()*`, `${unreserved}!'()*;/?:@&=+$,#`, `${unreserved}/`, "*-._", ""];
  const needles: string[] = [];
  for (const safe of leftAlone) {
    const encoded = percentEncoded(value, safe);
    for (const cased of [encoded, encoded.replace(/%../g, (code) => code.toLowerCase())]) {
      needles.push(cased, cased.replaceAll("%20", "+"));
    }
  }
  return needles;
}

function percentEncoded(value: string, safe: string): string {
  let encoded = "";
  for (const byte of Buffer.from(value, "utf8")) {
    const character = String.fromCharCode(byte);
    const kept = /[A-Za-z0-9]/.test(character) || safe.includes(character);
    encoded += kept ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** Inside a JSON string: plain, with slashes escaped (PHP), ASCII only (Python), safe in HTML (Go). */
export function jsonNeedles(value: string): string[] {
  const plain = JSON.stringify(value).slice(1, -1);
  const escaped = (text: string, pattern: RegExp) =>
    text.replace(pattern, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const ascii = escaped(plain, /[\u007f-\uffff]/g);
  const html = escaped(plain, /[<>&\u2028\u2029]/g);
  return [plain, plain.replaceAll("/", "\\/"), ascii, ascii.replaceAll("/", "\\/"), html];
}

/** As shells print or need it: in single quotes, in double quotes, in $'…', with backslashes. */
export function shellNeedles(value: string): string[] {
  return [
    value.replaceAll("'", "'\\''"),
    value.replaceAll("'", "'\"'\"'"),
    value.replace(/[\\"$`]/g, "\\$&"),
    value.replace(/[\\"$`!]/g, "\\$&"),
    value.replace(/[^A-Za-z0-9_@%+=:,./\-\u0080-\uffff]/g, "\\$&"),
    ansiQuoted(value),
  ];
}

const ansiEscapes: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\u001b", "\\E"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ["'", "\\'"],
]);

function ansiQuoted(value: string): string {
  return value.replace(/[\p{Cc}\\']/gu, (character) => {
    const octal = character.charCodeAt(0).toString(8).padStart(3, "0");
    return ansiEscapes.get(character) ?? `\\${octal}`;
  });
}

/** In HTML and XML text and attributes. */
export function htmlNeedles(value: string): string[] {
  const text = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const attribute = text.replaceAll('"', "&quot;");
  const apostrophes = ["&#39;", "&#x27;", "&#039;", "&apos;"].map((form) => attribute.replaceAll("'", form));
  return [text, attribute, ...apostrophes];
}
