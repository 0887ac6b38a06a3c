/**
 * Output of a program for a terminal: of what steers the terminal only colours pass, so that no program, and no file
 * that it prints, can move the cursor, clear the screen, retitle the window or write to the clipboard. Tabs and ends of
 * lines stay. An escape character that is not part of a sequence is dropped alone: what follows it is text.
 */
export function onlyColors(text: string): string {
  return text.replaceAll(sequence, (found, color: string | undefined) => (color === undefined ? "" : found));
}

const introducer = "\\u001b";
const sequence = new RegExp(
  [
    `(${introducer}\\[[0-9;:]*m)`,
    // A control sequence (CSI), whole or cut off.
    `(?:${introducer}\\[|\\u009b)[0-?]*[ -/]*[@-~]?`,
    // A string for the terminal (OSC, DCS, SOS, PM, APC) up to its end; one without an end reaches to the end of its line.
    `(?:${introducer}[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|${introducer}\\\\|\\u009c)?`,
    `${introducer}(?:[ -/]+[0-~]|[0-~])?`,
    // Alone at the end of a line a carriage return moves nothing; elsewhere it lets text hide what stands before it.
    "\\r(?!\\n|$)",
    "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]",
  ].join("|"),
  "g",
);
