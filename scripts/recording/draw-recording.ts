import type { Frame, Stretch, TerminalSize } from "./capture-frames.ts";

const cell = { width: 8.4, height: 19 };
const padding = { side: 18, top: 44, bottom: 16 };
const fontSize = 14;
/** Milliseconds that the last picture stays before all begins again. */
const pause = 6000;

const background = "#10151d";
const foreground = "#d9e0e8";
const colors: Readonly<Record<number, string>> = {
  1: "#ff7b72",
  2: "#5fd38d",
  3: "#e6b450",
  4: "#6cb6ff",
  5: "#d2a8ff",
  6: "#62d0dc",
};

/**
 * The pictures as an SVG that plays by itself: they stand side by side behind a window that is one wide, and a CSS
 * animation shows one after another. No script, no font of its own. A line that is in several pictures is drawn once.
 * Whoever asks for less motion sees the last picture.
 */
export function drawRecording(frames: readonly Frame[], { columns, rows }: TerminalSize): string {
  const screen = { width: round(columns * cell.width), height: rows * cell.height };
  const width = round(screen.width + padding.side * 2);
  const height = screen.height + padding.top + padding.bottom;
  const began = frames[0]?.at ?? 0;
  const duration = (frames.at(-1)?.at ?? 0) - began + pause;
  const lines = new Map<string, string>();
  const pictures = frames.map((frame, index) => drawFrame(frame, { lines, x: round(index * screen.width) }));
  const steps = frames.map(
    ({ at }, index) =>
      `${round(((at - began) / duration) * 100)}%{transform:translateX(${-round(index * screen.width)}px)}`,
  );
  const last = -round((frames.length - 1) * screen.width);
  const defs = Array.from(lines, ([content, id]) => `<g id="${id}">${content}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t">
<!-- Made from a real run by npm run record. -->
<title id="t">headrace run: a test fails and is explained; after the mend, only what had not succeeded runs again</title>
<style>
text{font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:${fontSize}px;fill:${foreground}}
.b{font-weight:700}.d{opacity:.55}
${Object.entries(colors)
  .map(([code, value]) => `.c${code}{fill:${value}}`)
  .join("")}
.p{animation:play ${Math.round(duration)}ms step-end infinite}
@keyframes play{${steps.join("")}}
@media (prefers-reduced-motion:reduce){.p{animation:none;transform:translateX(${last}px)}}
</style>
<defs>${defs.join("\n")}</defs>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="9" fill="${background}" stroke="#323b47"/>
<g fill="#3b4553"><circle cx="22" cy="21" r="5.5"/><circle cx="41" cy="21" r="5.5"/><circle cx="60" cy="21" r="5.5"/></g>
<svg x="${padding.side}" y="${padding.top}" width="${screen.width}" height="${screen.height}"><g class="p">
${pictures.join("\n")}
</g></svg>
</svg>
`;
}

function drawFrame(
  { lines, cursor }: Frame,
  into: { readonly lines: Map<string, string>; readonly x: number },
): string {
  const parts = lines.flatMap((line, row) => {
    if (line.length === 0) return [];
    const content = line.map(drawStretch).join("");
    const id = into.lines.get(content) ?? `l${into.lines.size.toString(36)}`;
    into.lines.set(content, id);
    return row === 0 ? `<use href="#${id}"/>` : `<use href="#${id}" y="${row * cell.height}"/>`;
  });
  if (cursor !== null) {
    const [x, y] = [round(cursor.column * cell.width), cursor.row * cell.height + 2];
    parts.push(`<rect x="${x}" y="${y}" width="8" height="16" fill="${foreground}" opacity=".7"/>`);
  }
  return into.x === 0 ? `<g>${parts.join("")}</g>` : `<g transform="translate(${into.x})">${parts.join("")}</g>`;
}

function drawStretch({ column, text, color, bold, dim }: Stretch): string {
  const names = [...(bold ? ["b"] : []), ...(dim ? ["d"] : []), ...(color === undefined ? [] : [`c${color}`])];
  const style = names.length === 0 ? "" : ` class="${names.join(" ")}"`;
  const x = round(column * cell.width);
  const width = round(text.length * cell.width);
  // Lines and blocks are drawn, so that they meet whatever the font is.
  const block = (y: number, wide: number, high: number): string =>
    `<rect x="${x}" y="${y}" width="${wide}" height="${high}"${style || ` fill="${foreground}"`}${dim && color === undefined ? ` fill="${foreground}"` : ""}/>`;
  if (/^━+$/.test(text)) return block(8.5, width, 2.5);
  if (text === "▌") return block(0, 3.5, cell.height);
  if (text === "│") return block(0, 1, cell.height);
  const fit = text.length > 1 ? ` textLength="${width}"` : "";
  return `<text x="${x}" y="14"${fit}${style}>${escapeText(text)}</text>`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
