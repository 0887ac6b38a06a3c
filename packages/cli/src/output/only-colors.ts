/**
 * Output of a program for a terminal: of what steers the terminal only colours pass, so that no program, and no file
 * that it prints, can move the cursor, clear the screen, retitle the window or write to the clipboard. Tabs and ends of
 * lines stay. An escape character that is not part of a sequence is dropped alone: what follows it is text. Of a line
 * that is written over by a carriage return, as a progress bar is, the last state is shown.
 */
export function onlyColors(text: string): string {
  const shown = text.replaceAll(sequence, (found, color: string | undefined) => (color === undefined ? "" : found));
  return shown.includes("\r") ? shown.split("\n").map(lastState).join("\n") : shown;
}

function lastState(line: string): string {
  let length = line.length;
  while (line[length - 1] === "\r") length -= 1;
  const end = line.slice(0, length);
  const lineEnd = length === line.length ? "" : "\r";
  const restart = end.lastIndexOf("\r") + 1;
  if (restart === 0) return end + lineEnd;
  // The colours of what is written over stay in force.
  const colors = end.slice(0, restart).match(colorSequence) ?? [];
  const lastReset = colors.findLastIndex((color) => resets.includes(color));
  return colors.slice(Math.max(0, lastReset)).join("") + end.slice(restart) + lineEnd;
}

const introducer = "\\u001b";
const colorSequence = new RegExp(`${introducer}\\[[0-9;:]*m`, "g");
const resets = ["\u001b[m", "\u001b[0m"];
const sequence = new RegExp(
  [
    `(${introducer}\\[[0-9;:]*m)`,
    // A control sequence (CSI), whole or cut off.
    `(?:${introducer}\\[|\\u009b)[0-?]*[ -/]*[@-~]?`,
    // A string for the terminal (OSC, DCS, SOS, PM, APC) up to its end; one without an end reaches to the end of its line.
    `(?:${introducer}[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|${introducer}\\\\|\\u009c)?`,
    `${introducer}(?:[ -/]+[0-~]|[0-~])?`,
    "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]",
  ].join("|"),
  "g",
);
