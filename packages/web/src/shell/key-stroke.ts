/** What was pressed in the words of `PageAction.keys`: `n`, `Shift+F`, `Mod+k`, `ArrowDown`. Undefined for a modifier alone. */
export function keyStroke(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
): string | undefined {
  const { key } = event;
  if (["Control", "Meta", "Alt", "Shift", "AltGraph", "Dead"].includes(key)) return undefined;
  const mod = event.ctrlKey || event.metaKey;
  // With Alt, keyboards write characters of other alphabets.
  if (event.altKey && !mod) return undefined;
  const named = key.length > 1;
  const base = mod || named ? (named ? key : key.toLowerCase()) : key;
  return `${mod ? "Mod+" : ""}${event.shiftKey && (mod || named) ? "Shift+" : ""}${base}`;
}

/** `Mod+k` as keys are labelled here. */
export function keyLabels(keys: string): readonly string[] {
  const mod = /mac/i.test(navigator.userAgent) ? "⌘" : "Ctrl";
  return keys.split(" ").map((stroke) =>
    stroke
      .replace(/\+([a-z])$/, (_all, letter: string) => `+${letter.toUpperCase()}`)
      .replace("Mod+", `${mod}+`)
      .replace("Escape", "Esc")
      .replace(/Arrow(Up|Down|Left|Right)/, (_all, way: string) => ({ Up: "↑", Down: "↓", Left: "←" })[way] ?? "→"),
  );
}
