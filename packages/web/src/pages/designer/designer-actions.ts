import { copyStages, type Gesture } from "@headrace/pipeline/edit";
import type { GraphLayout } from "@headrace/pipeline/outline";
import type { CanvasEdge } from "../../canvas/canvas-editing.ts";
import { walkActions } from "../../canvas/walk-actions.ts";
import type { PageAction } from "../../shell/actions.tsx";
import type { PipelineDocument } from "./use-document.ts";

export interface DesignerActionsInput {
  readonly document: PipelineDocument;
  readonly layout: GraphLayout;
  readonly selectedEdge: CanvasEdge | undefined;
  readonly perform: (gesture: Gesture, label: string) => boolean;
  readonly choose: (stages: readonly string[]) => void;
  readonly show: (stage: string) => void;
  readonly openPanel: (stage: string) => void;
  readonly openLibrary: () => void;
  /** Of the place where something would be inserted, else of the form, else of what is selected. */
  readonly letGo: () => void;
  readonly say: (words: string) => void;
}

/** What can be done with the selection, each with its key. */
export function designerActions(input: DesignerActionsInput): readonly PageAction[] {
  const { document, layout, selectedEdge, perform, choose, show, openPanel, openLibrary, letGo, say } = input;
  const { selected, text, undoes, redoes } = document;
  const [first] = selected;
  const what = selected.length > 1 ? `${selected.length} stages` : (first ?? "");
  const section = "Designer";
  const arrive = (stage: string): void => {
    choose([stage]);
    show(stage);
  };
  const copy = async (): Promise<boolean> => {
    const copied = copyStages(text, selected);
    if (copied.kind === "refused") return false;
    await navigator.clipboard.writeText(copied.text);
    say(`Copied ${what}`);
    return true;
  };
  const paste = async (): Promise<void> => {
    const clipboard = await navigator.clipboard.readText();
    perform({ kind: "paste", clipboard }, "Paste");
  };
  const remove = (): boolean => perform({ kind: "remove-stages", stages: selected }, `Remove ${what}`);
  const always: readonly PageAction[] = [
    { name: "Add a stage", section, keys: "n", run: openLibrary },
    // Never back to another page: who draws presses it to let go of something.
    { name: "Let go", section, keys: "Escape", unlisted: true, run: letGo },
    { name: "Paste stages", section, keys: "Mod+v", run: () => void paste() },
    ...Object.values(walkActions({ section, layout, from: selected.at(-1), onArrive: arrive })),
    { name: "Select every stage", section, keys: "Mod+a", run: () => choose([...layout.cells.keys()]) },
  ];
  /** Its key stands in the key map all the same, and says why it does nothing. */
  const idle = (name: string, keys: string, why: string): PageAction => ({
    name,
    section,
    keys,
    unlisted: true,
    run: () => say(why),
  });
  const history: PageAction[] = [
    undoes === undefined
      ? idle("Undo", "Mod+z", "There is nothing to undo")
      : { name: `Undo: ${undoes}`, section, keys: "Mod+z", run: document.undo },
  ];
  if (redoes === undefined) history.push(idle("Redo", "Mod+Shift+z", "There is nothing to redo"));
  else {
    history.push({ name: `Redo: ${redoes}`, section, keys: "Mod+Shift+z", run: document.redo });
    history.push({ name: `Redo: ${redoes}`, section, keys: "Mod+y", unlisted: true, run: document.redo });
  }
  if (selectedEdge !== undefined) {
    const { from, to } = selectedEdge;
    const name = `Let ${to} no longer wait for ${from}`;
    history.push({ name, section, keys: "Delete", run: () => perform({ kind: "disconnect", from, to }, name) });
  }
  if (first === undefined) {
    const why = "Choose a stage first";
    return [
      ...history,
      idle("Edit the chosen stage", "e", why),
      ...(selectedEdge === undefined ? [idle("Remove what is chosen", "Delete", why)] : []),
      idle("Duplicate what is chosen", "Mod+d", why),
      idle("Copy what is chosen", "Mod+c", why),
      idle("Cut what is chosen", "Mod+x", why),
      ...always,
    ];
  }
  return [
    ...history,
    { name: `Edit ${first}`, section, keys: "e", run: () => openPanel(first) },
    { name: `Open ${first}`, section, keys: "Enter", unlisted: true, run: () => openPanel(first) },
    { name: `Remove ${what}`, section, keys: "Delete", run: remove },
    { name: `Remove ${what}`, section, keys: "Backspace", unlisted: true, run: remove },
    {
      name: `Duplicate ${what}`,
      section,
      keys: "Mod+d",
      run: () => perform({ kind: "duplicate-stages", stages: selected }, `Duplicate ${what}`),
    },
    { name: `Copy ${what}`, section, keys: "Mod+c", run: () => void copy() },
    { name: `Cut ${what}`, section, keys: "Mod+x", run: () => void copy().then((copied) => copied && remove()) },
    ...always,
  ];
}
