/** A colour as a terminal knows it: one of its palette of 256, or true colour. */
export type TerminalColour = number | readonly [red: number, green: number, blue: number];

/** How text looks from a place on. */
export interface TextStyle {
  readonly foreground?: TerminalColour;
  readonly background?: TerminalColour;
  readonly bold?: true;
  readonly faint?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly inverse?: true;
  readonly struck?: true;
  readonly hidden?: true;
}

export interface StyledText {
  readonly text: string;
  readonly style: TextStyle;
}

export interface ParsedLine {
  readonly parts: readonly StyledText[];
  /** As the next line begins. */
  readonly end: TextStyle;
}

export const plain: TextStyle = {};

/** ECMA-48, 5.4: its parameters and what it does. */
const controlSequence = String.raw`\[([0-?]*)[ -/]*([@-~]|$)`;
/** ECMA-48, 5.6: for the operating system; it ends with BEL or ST. */
const commandString = String.raw`[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)`;
/** One that is cut off at the end of the line is a sequence too, and so is an escape alone. None of it is shown. */
const sequence = new RegExp(String.raw`\u001b(?:${controlSequence}|${commandString}|[ -/]*[0-~]|)`, "g");

/** A line of a log with its colours told apart from its text. Costs time in proportion to the line, whatever is in it. */
export function parseAnsi(line: string, start: TextStyle = plain): ParsedLine {
  if (!line.includes("\u001b")) return { parts: line === "" ? [] : [{ text: line, style: start }], end: start };
  const parts: StyledText[] = [];
  let style = start;
  let position = 0;
  const add = (end: number): void => {
    if (end > position) parts.push({ text: line.slice(position, end), style });
  };
  for (const match of line.matchAll(sequence)) {
    const [whole, parameters, final] = match;
    add(match.index);
    position = match.index + whole.length;
    if (final === "m") style = applyGraphics(style, parameters ?? "");
  }
  add(line.length);
  return { parts, end: style };
}

/** Select Graphic Rendition: ECMA-48, 8.3.117; colours as in ITU-T T.416 and as xterm writes them, with `;`. */
function applyGraphics(before: TextStyle, parameters: string): TextStyle {
  // Colons tell the parts of one colour apart, semicolons what stands for itself; both are met in either place.
  const codes = parameters.split(/[;:]/, 64).map((text) => (text === "" ? 0 : Number(text)));
  let style = before;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, used } = extendedColour(codes, index + 1);
      index += used;
      if (colour !== undefined)
        style = code === 38 ? { ...style, foreground: colour } : { ...style, background: colour };
    } else style = applyCode(style, code);
  }
  return style;
}

function applyCode(style: TextStyle, code: number): TextStyle {
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, faint: true };
    case 3:
      return { ...style, italic: true };
    case 4:
    case 21:
      return { ...style, underline: true };
    case 7:
      return { ...style, inverse: true };
    case 8:
      return { ...style, hidden: true };
    case 9:
      return { ...style, struck: true };
    case 22:
      return without(style, ["bold", "faint"]);
    case 23:
      return without(style, ["italic"]);
    case 24:
      return without(style, ["underline"]);
    case 27:
      return without(style, ["inverse"]);
    case 28:
      return without(style, ["hidden"]);
    case 29:
      return without(style, ["struck"]);
    case 39:
      return without(style, ["foreground"]);
    case 49:
      return without(style, ["background"]);
  }
  if (code >= 30 && code <= 37) return { ...style, foreground: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, foreground: code - 90 + 8 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 100 + 8 };
  return style;
}

function extendedColour(
  codes: readonly number[],
  at: number,
): { readonly colour: TerminalColour | undefined; readonly used: number } {
  const [kind, first = -1, second = -1, third = -1] = codes.slice(at, at + 4);
  if (kind === 5) return { colour: isByte(first) ? first : undefined, used: 2 };
  if (kind !== 2) return { colour: undefined, used: 1 };
  return { colour: [first, second, third].every(isByte) ? [first, second, third] : undefined, used: 4 };
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

function without(style: TextStyle, names: readonly (keyof TextStyle)[]): TextStyle {
  return Object.fromEntries(Object.entries(style).filter(([name]) => !names.some((each) => each === name)));
}
