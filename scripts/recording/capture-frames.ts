import xterm from "@xterm/headless";

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A stretch of one line in one style. */
export interface Stretch {
  readonly column: number;
  readonly text: string;
  /** ANSI colour 0–15; undefined for the terminal's own. */
  readonly color: number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** What the terminal shows from `at` on, milliseconds since the beginning. */
export interface Frame {
  readonly at: number;
  readonly lines: readonly (readonly Stretch[])[];
  /** Null while it is hidden. */
  readonly cursor: { readonly column: number; readonly row: number } | null;
}

/** Milliseconds: pictures that follow each other faster are one. */
const frameInterval = 60;

/** Replays what a program wrote to a terminal, and gives each picture that was to be seen. */
export async function captureFrames(
  pieces: readonly { readonly at: number; readonly text: string }[],
  { columns, rows }: TerminalSize,
): Promise<readonly Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  let cursorShown = true;
  const onCursorMode = (shown: boolean) => (params: readonly (number | number[])[]) => {
    if (params.includes(25)) cursorShown = shown;
    return false;
  };
  terminal.parser.registerCsiHandler({ prefix: "?", final: "h" }, onCursorMode(true));
  terminal.parser.registerCsiHandler({ prefix: "?", final: "l" }, onCursorMode(false));
  const frames: Frame[] = [];
  for (const [index, { at, text }] of pieces.entries()) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const next = pieces[index + 1];
    // What stays for less than this is never seen; the last piece of a burst is.
    if (next !== undefined && next.at - at < 12) continue;
    const buffer = terminal.buffer.active;
    const frame: Frame = {
      at,
      lines: Array.from({ length: rows }, (_, row) => readLine(buffer.getLine(buffer.viewportY + row))),
      cursor: cursorShown ? { column: buffer.cursorX, row: buffer.cursorY } : null,
    };
    const before = frames.at(-1);
    if (before !== undefined && sameView(before, frame)) continue;
    // It takes the place of the one before, and its time too: else a quick succession would leave only its end.
    const replaces = before !== undefined && before.cursor === null && at - before.at < frameInterval;
    if (replaces) frames.pop();
    frames.push(replaces ? { ...frame, at: before.at } : frame);
  }
  terminal.dispose();
  return frames;
}

function sameView(one: Frame, other: Frame): boolean {
  return JSON.stringify([one.lines, one.cursor]) === JSON.stringify([other.lines, other.cursor]);
}

function readLine(line: xterm.IBufferLine | undefined): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let column = 0; column < (line?.length ?? 0); column++) {
    const cell = line?.getCell(column);
    const characters = cell?.getChars() ?? "";
    if (cell === undefined || characters === "" || characters === " ") continue;
    const color = cell.isFgPalette() ? cell.getFgColor() : undefined;
    const style = { color, bold: cell.isBold() !== 0, dim: cell.isDim() !== 0 };
    const last = stretches.at(-1);
    const end = last === undefined ? -1 : last.column + last.text.length;
    // One space between words of one style belongs to the stretch.
    const joins = last !== undefined && column - end <= 1 && sameStyle(last, style) && isPlain(last.text + characters);
    if (joins) stretches.push({ ...last, text: `${last.text}${" ".repeat(column - end)}${characters}` });
    if (joins) stretches.splice(-2, 1);
    else stretches.push({ column, text: characters, ...style });
  }
  return stretches;
}

/** Signs stand for themselves, since a font may give them another width; lines of one sign stay together. */
function isPlain(text: string): boolean {
  return /^[ -~]+$/.test(text) || /^━+$/.test(text);
}

function sameStyle(one: Omit<Stretch, "column" | "text">, other: Omit<Stretch, "column" | "text">): boolean {
  return one.color === other.color && one.bold === other.bold && one.dim === other.dim;
}
