import { expect, test } from "vitest";
import { type Palette, palettes } from "../src/theme/tokens.ts";

const texts = [
  "text",
  "textQuiet",
  "accent",
  "accentStrong",
  "success",
  "failed",
  "timedOut",
  "infrastructure",
  "waiting",
] as const;
const marks = ["queued", "skipped", "reused", "lineStrong"] as const;
const grounds = ["ground", "surface", "raised"] as const;

test.each(["light", "dark"] as const)("in %s, text keeps 4.5:1 and marks 3:1 on every ground", (appearance) => {
  const palette = palettes[appearance];
  const faint = [
    ...texts.flatMap((name) => tooFaint(palette, name, 4.5)),
    ...marks.flatMap((name) => tooFaint(palette, name, 3)),
  ];
  expect(faint).toEqual([]);
  expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(palette.onAccent, palette.accentStrong)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(palette.accentStrong, palette.accentSoft)).toBeGreaterThanOrEqual(4.5);
  for (const [colour, ground] of [
    ["failed", "failedSoft"],
    ["waiting", "waitingSoft"],
    ["success", "successSoft"],
  ] as const) {
    expect(contrast(palette[colour], palette[ground])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.text, palette[ground])).toBeGreaterThanOrEqual(4.5);
  }
});

function tooFaint(palette: Palette, name: keyof Palette, least: number): readonly string[] {
  return grounds
    .filter((ground) => contrast(palette[name], palette[ground]) < least)
    .map((ground) => `${name} on ${ground}: ${contrast(palette[name], palette[ground]).toFixed(2)}`);
}

/** WCAG 2.2, contrast ratio. */
function contrast(left: string, right: string): number {
  const [dark = 0, light = 0] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((place) => {
    const value = Number.parseInt(colour.slice(place, place + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
