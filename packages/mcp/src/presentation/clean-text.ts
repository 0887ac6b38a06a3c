import { stripVTControlCharacters } from "node:util";

/**
 * What no reader sees and a model reads all the same: controls but for the tab and the end of a line; marks, embeddings,
 * overrides and isolates of the bidirectional algorithm (UAX #9); blanks of no width, variation selectors' supplement and
 * the tags, in which whole sentences can hide.
 */
const unseen =
  /(?![\t\n])[\p{Cc}\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/** Text of strangers as what a person would see of it. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text.replace(/\r\n?/g, "\n")).replace(unseen, "");
}

/** All texts of an answer, keys included. */
export function cleanAnswer(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanAnswer);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [cleanText(key), cleanAnswer(each)]));
}
