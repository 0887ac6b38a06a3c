import { fonts, motion, type Palette, palettes, sizes } from "./tokens.ts";

/** The tokens as custom properties: those of the system's appearance, unless the page says which. */
export function tokenStyles(): string {
  const shared = [
    ...Object.entries(fonts).map(([name, value]) => `--font-${name}:${value}`),
    ...Object.entries(sizes).map(([name, value]) => `--size-${name}:${value}px`),
    ...Object.entries(motion).map(([name, value]) => `--motion-${name}:${value}ms`),
  ].join(";");
  const light = `color-scheme:light;${colours(palettes.light)}`;
  const dark = `color-scheme:dark;${colours(palettes.dark)}`;
  return `:root{${shared};${light}}
@media (prefers-color-scheme:dark){:root:not([data-appearance]){${dark}}}
:root[data-appearance="dark"]{${dark}}
@media (prefers-reduced-motion:reduce){:root{--motion-fast:0ms;--motion-usual:0ms}}
`;
}

function colours(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
    .join(";");
}
