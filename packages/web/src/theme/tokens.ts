/** Colours of one appearance. Text keeps 4.5:1 and marks 3:1 on every ground; a test holds them to it. */
export interface Palette {
  /** Behind everything. */
  readonly ground: string;
  /** Of lists, fields and dialogs. */
  readonly surface: string;
  /** Under the pointer, and of bars within a surface. */
  readonly raised: string;
  readonly line: string;
  /** Of fields and what can be pressed. */
  readonly lineStrong: string;
  readonly text: string;
  readonly textQuiet: string;
  readonly accent: string;
  readonly accentStrong: string;
  readonly accentSoft: string;
  readonly onAccent: string;
  readonly success: string;
  readonly failed: string;
  readonly timedOut: string;
  readonly infrastructure: string;
  readonly waiting: string;
  readonly queued: string;
  readonly skipped: string;
  readonly reused: string;
  readonly failedSoft: string;
  readonly waitingSoft: string;
  readonly successSoft: string;
  readonly shade: string;
}

export type Appearance = "light" | "dark";

export const palettes: Readonly<Record<Appearance, Palette>> = {
  light: {
    ground: "#f6f8f9",
    surface: "#ffffff",
    raised: "#eef2f4",
    line: "#dfe5e8",
    lineStrong: "#7f8d96",
    text: "#12191d",
    textQuiet: "#53616b",
    accent: "#0b6a7e",
    accentStrong: "#085162",
    accentSoft: "#e0f0f3",
    onAccent: "#ffffff",
    success: "#0a7550",
    failed: "#c0231f",
    timedOut: "#a04e00",
    infrastructure: "#9a2192",
    waiting: "#8a5a00",
    queued: "#66747d",
    skipped: "#7f8b93",
    reused: "#4a9075",
    failedSoft: "#fdecea",
    waitingSoft: "#fdf3dc",
    successSoft: "#e2f4ec",
    shade: "rgb(18 25 29 / 40%)",
  },
  dark: {
    ground: "#0e1316",
    surface: "#141a1e",
    raised: "#1d252a",
    line: "#283238",
    lineStrong: "#6b7983",
    text: "#e6ebee",
    textQuiet: "#9aa8b1",
    accent: "#4fb9d0",
    accentStrong: "#7acde0",
    accentSoft: "#11323b",
    onAccent: "#06222a",
    success: "#3fc08e",
    failed: "#ff7d73",
    timedOut: "#f0a04b",
    infrastructure: "#e38ade",
    waiting: "#e5b53f",
    queued: "#94a1aa",
    skipped: "#788690",
    reused: "#7fbb9f",
    failedSoft: "#3a1d1c",
    waitingSoft: "#372b10",
    successSoft: "#12332a",
    shade: "rgb(0 0 0 / 55%)",
  },
};

export const fonts = {
  text: '"Inter Variable", system-ui, sans-serif',
  code: '"JetBrains Mono Variable", ui-monospace, monospace',
} as const;

/** Pixels. */
export const sizes = { text: 14, line: 20, small: 12, grid: 4, radius: 4, row: 36, field: 32 } as const;

/** Milliseconds. */
export const motion = { fast: 120, usual: 180 } as const;
