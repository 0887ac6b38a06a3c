import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { useStored } from "../../common/use-stored.ts";
import type { PageAction } from "../../shell/actions.tsx";

export type View = "library" | "canvas" | "yaml" | "form" | "problems";

/** Which sides of the designer are seen; this browser remembers all but the form, which takes the text's place. */
export interface Views extends Readonly<Record<View, boolean>> {
  readonly toggle: (view: View) => void;
  readonly showLibrary: () => void;
  readonly showYaml: () => void;
  readonly showForm: () => void;
}

const standard = window.matchMedia("(max-width: 860px)").matches ? "canvas problems" : "library canvas yaml problems";

/** Where there is no room, the form stands in the place of the text that it writes, and of the library. */
const covered = [
  ["yaml", window.matchMedia("(max-width: 1680px)")],
  ["library", window.matchMedia("(max-width: 1100px)")],
] as const;

function listen(changed: () => void): () => void {
  for (const [, query] of covered) query.addEventListener("change", changed);
  return () => {
    for (const [, query] of covered) query.removeEventListener("change", changed);
  };
}

/** What the form would cover now, parted by spaces. */
function coveredNow(): string {
  return covered.flatMap(([view, { matches }]) => (matches ? [view] : [])).join(" ");
}

export function useViews(): Views {
  const [stored, store] = useStored("designer.views", standard);
  const [form, setForm] = useState(false);
  const under = useSyncExternalStore(listen, coveredNow);
  const shown = useMemo(() => new Set(stored.split(" ")), [stored]);
  const set = useCallback(
    (next: ReadonlySet<string>) => {
      // One of the two is always seen.
      const whole = next.has("canvas") || next.has("yaml") ? next : new Set([...next, "canvas"]);
      store([...whole].join(" "));
    },
    [store],
  );
  return useMemo(() => {
    const isCovered = (view: View): boolean => form && under.split(" ").includes(view);
    return {
      library: shown.has("library") && !isCovered("library"),
      canvas: shown.has("canvas"),
      yaml: shown.has("yaml") && !isCovered("yaml"),
      problems: shown.has("problems"),
      form,
      toggle: (view) => {
        if (view === "form") return setForm(!form);
        if (isCovered(view)) {
          setForm(false);
          return set(new Set([...shown, view]));
        }
        set(shown.has(view) ? new Set([...shown].filter((each) => each !== view)) : new Set([...shown, view]));
      },
      showLibrary: () => {
        if (isCovered("library")) setForm(false);
        set(new Set([...shown, "library"]));
        requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-label="Find a stage"]')?.focus());
      },
      showYaml: () => {
        setForm(false);
        set(new Set([...shown, "yaml"]));
      },
      showForm: () => setForm(true),
    };
  }, [shown, form, under, set]);
}

export function viewActions({ toggle }: Pick<Views, "toggle">): readonly PageAction[] {
  return [
    { name: "Show or hide the YAML", section: "View", keys: "y", run: () => toggle("yaml") },
    { name: "Show or hide the canvas", section: "View", keys: "c", run: () => toggle("canvas") },
    { name: "Show or hide the stage library", section: "View", keys: "l", run: () => toggle("library") },
    { name: "Show or hide the form", section: "View", keys: "f", run: () => toggle("form") },
  ];
}
