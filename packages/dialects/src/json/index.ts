export type { JsonNote } from "./notes.ts";
export { parseJson } from "./parse.ts";
export { type PrintedJson, printJson } from "./print.ts";
