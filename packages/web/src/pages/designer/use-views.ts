import { useMemo, useState, useSyncExternalStore } from "react";
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

/** What gives way to what, where there is no room: the text and the library to the form, the one of them to the other. */
const narrow = {
  "form over yaml": window.matchMedia("(max-width: 1680px)"),
  "form over library": window.matchMedia("(max-width: 1100px)"),
  "library or yaml": window.matchMedia("(max-width: 1200px)"),
} as const;

function listen(changed: () => void): () => void {
  for (const query of Object.values(narrow)) query.addEventListener("change", changed);
  return () => {
    for (const query of Object.values(narrow)) query.removeEventListener("change", changed);
  };
}

/** Where there is no room now, parted by commas. */
function narrowNow(): string {
  return Object.entries(narrow)
    .flatMap(([where, { matches }]) => (matches ? [where] : []))
    .join(",");
}

export function useViews(): Views {
  const [stored, store] = useStored("designer.views", standard);
  const [form, setForm] = useState(false);
  const places = useSyncExternalStore(listen, narrowNow);
  return useMemo(() => {
    const isNarrow = (where: keyof typeof narrow): boolean => places.split(",").includes(where);
    const kept = new Set(stored.split(" "));
    const parted = isNarrow("library or yaml") && kept.has("canvas") && kept.has("library");
    const shown = parted ? without(kept, "yaml") : kept;
    const isCovered = (view: View): boolean =>
      form &&
      ((view === "yaml" && isNarrow("form over yaml")) || (view === "library" && isNarrow("form over library")));
    const set = (next: ReadonlySet<string>): void => {
      // One of the two is always seen.
      const whole = next.has("canvas") || next.has("yaml") ? next : new Set([...next, "canvas"]);
      store([...whole].join(" "));
    };
    const show = (view: View): void => {
      if (isCovered(view)) setForm(false);
      set(new Set([...(view === "yaml" && parted ? without(kept, "library") : kept), view]));
    };
    const hide = (view: View): void => set(without(shown, view));
    return {
      library: shown.has("library") && !isCovered("library"),
      canvas: shown.has("canvas"),
      yaml: shown.has("yaml") && !isCovered("yaml"),
      problems: shown.has("problems"),
      form,
      toggle: (view) => {
        if (view === "form") setForm(!form);
        else if (shown.has(view) && !isCovered(view)) hide(view);
        else show(view);
      },
      showLibrary: () => {
        show("library");
        requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-label="Find a stage"]')?.focus());
      },
      showYaml: () => {
        setForm(false);
        show("yaml");
      },
      showForm: () => setForm(true),
    };
  }, [stored, form, places, store]);
}

function without(views: ReadonlySet<string>, view: View): ReadonlySet<string> {
  return new Set([...views].filter((each) => each !== view));
}

export function viewActions({ toggle }: Pick<Views, "toggle">): readonly PageAction[] {
  return [
    { name: "Show or hide the YAML", section: "View", keys: "y", run: () => toggle("yaml") },
    { name: "Show or hide the canvas", section: "View", keys: "c", run: () => toggle("canvas") },
    { name: "Show or hide the stage library", section: "View", keys: "l", run: () => toggle("library") },
    { name: "Show or hide the form", section: "View", keys: "f", run: () => toggle("form") },
  ];
}
