import type { TerminalColour, TextStyle } from "./parse-ansi.ts";

/** The first sixteen follow the appearance; they are custom properties of the log. */
const named = 16;
const levels = [0, 95, 135, 175, 215, 255];

/** As CSS says it. */
export function cssColour(colour: TerminalColour): string {
  if (typeof colour !== "number") return `rgb(${colour.join(" ")})`;
  if (colour < named) return `var(--ansi-${colour})`;
  if (colour >= 232) {
    const grey = 8 + (colour - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const cube = colour - named;
  const [red, green, blue] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return `rgb(${levels[red]} ${levels[green]} ${levels[blue]})`;
}

export interface StyleOfText {
  readonly color?: string;
  readonly backgroundColor?: string;
  readonly fontWeight?: 700;
  readonly fontStyle?: "italic";
  readonly opacity?: number;
  readonly textDecoration?: string;
}

/**
 * A style for an element. Text that a program hides is shown all the same, faintly: a log is to be read. Foreground and
 * background of a terminal's own choice are kept together; what would be the same colour on the same colour is shown
 * plainly.
 */
export function styleOfText(style: TextStyle): StyleOfText {
  const { inverse = false } = style;
  const foreground = colourOf(inverse ? style.background : style.foreground, inverse ? "var(--surface)" : undefined);
  const background = colourOf(inverse ? style.foreground : style.background, inverse ? "var(--text)" : undefined);
  const same = foreground !== undefined && foreground === background;
  const decoration = [style.underline === true ? "underline" : "", style.struck === true ? "line-through" : ""]
    .filter(Boolean)
    .join(" ");
  return {
    ...(foreground === undefined || same ? {} : { color: foreground }),
    ...(background === undefined || same ? {} : { backgroundColor: background }),
    ...(style.bold === true ? { fontWeight: 700 } : {}),
    ...(style.italic === true ? { fontStyle: "italic" } : {}),
    ...(style.faint === true || style.hidden === true ? { opacity: 0.7 } : {}),
    ...(decoration === "" ? {} : { textDecoration: decoration }),
  };
}

function colourOf(colour: TerminalColour | undefined, otherwise: string | undefined): string | undefined {
  return colour === undefined ? otherwise : cssColour(colour);
}
