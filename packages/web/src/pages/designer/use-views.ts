import { useCallback, useMemo } from "react";
import { useStored } from "../../common/use-stored.ts";

export type View = "library" | "canvas" | "yaml" | "problems";

/** Which sides of the designer are seen; this browser remembers. */
export interface Views extends Readonly<Record<View, boolean>> {
  readonly toggle: (view: View) => void;
  readonly showLibrary: () => void;
  readonly showYaml: () => void;
}

const standard = window.matchMedia("(max-width: 860px)").matches ? "canvas problems" : "library canvas yaml problems";

export function useViews(): Views {
  const [stored, store] = useStored("designer.views", standard);
  const shown = useMemo(() => new Set(stored.split(" ")), [stored]);
  const set = useCallback(
    (next: ReadonlySet<string>) => {
      // One of the two is always seen.
      const whole = next.has("canvas") || next.has("yaml") ? next : new Set([...next, "canvas"]);
      store([...whole].join(" "));
    },
    [store],
  );
  return useMemo(
    () => ({
      library: shown.has("library"),
      canvas: shown.has("canvas"),
      yaml: shown.has("yaml"),
      problems: shown.has("problems"),
      toggle: (view) =>
        set(shown.has(view) ? new Set([...shown].filter((each) => each !== view)) : new Set([...shown, view])),
      showLibrary: () => {
        set(new Set([...shown, "library"]));
        requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-label="Find a stage"]')?.focus());
      },
      showYaml: () => set(new Set([...shown, "yaml"])),
    }),
    [shown, set],
  );
}
