import { type Edited, editPipeline, type Gesture, type Refusal } from "@headrace/pipeline/edit";
import { useCallback, useMemo, useReducer, useRef } from "react";
import { beginHistory, type History, type Moment, record, redo, select, undo } from "./history.ts";

export interface PipelineDocument {
  readonly text: string;
  readonly selected: readonly string[];
  /** What undo would take back; undefined when there is nothing. */
  readonly undoes: string | undefined;
  readonly redoes: string | undefined;
  /** Performs a gesture; a refusal changes nothing and is given back. */
  readonly edit: (gesture: Gesture, label: string) => Edited | Refusal;
  /** The text as it was typed. */
  readonly type: (text: string) => void;
  readonly replace: (text: string, label: string) => void;
  readonly select: (stages: readonly string[]) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

type Step =
  | { readonly kind: "record"; readonly moment: Moment }
  | { readonly kind: "select"; readonly stages: readonly string[] }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" };

function step(history: History, action: Step): History {
  switch (action.kind) {
    case "record":
      return record(history, action.moment);
    case "select":
      return select(history, action.stages);
    case "undo":
      return undo(history);
    case "redo":
      return redo(history);
  }
}

/** The text of a pipeline under edit: the one thing that there is, from which all that is shown follows. */
export function useDocument(initial: string): PipelineDocument {
  const [history, dispatch] = useReducer(step, initial, beginHistory);
  const present = useRef(history.present);
  present.current = history.present;

  const put = useCallback((moment: Omit<Moment, "at">) => {
    const full = { ...moment, at: Date.now() };
    // Two gestures may come before the page is drawn again: the second builds on the first.
    present.current = full;
    dispatch({ kind: "record", moment: full });
  }, []);
  const edit = useCallback(
    (gesture: Gesture, label: string) => {
      const result = editPipeline(present.current.text, gesture);
      if (result.kind === "edited") {
        const selected = result.stages.length > 0 ? result.stages : present.current.selected;
        put({
          text: result.text,
          selected,
          label,
          ...(gesture.kind === "set-field" ? { merge: gesture.path.join(" ") } : {}),
        });
      }
      return result;
    },
    [put],
  );
  const type = useCallback(
    (text: string) => put({ text, selected: present.current.selected, label: "Typing", merge: "typing" }),
    [put],
  );
  const replace = useCallback(
    (text: string, label: string) => put({ text, selected: present.current.selected, label }),
    [put],
  );
  const choose = useCallback((stages: readonly string[]) => {
    present.current = { ...present.current, selected: stages };
    dispatch({ kind: "select", stages });
  }, []);
  const back = useCallback(() => dispatch({ kind: "undo" }), []);
  const again = useCallback(() => dispatch({ kind: "redo" }), []);
  const { past, future } = history;
  return useMemo(
    () => ({
      text: history.present.text,
      selected: history.present.selected,
      undoes: past.length === 0 ? undefined : history.present.label,
      redoes: future[0]?.label,
      edit,
      type,
      replace,
      select: choose,
      undo: back,
      redo: again,
    }),
    [history, past, future, edit, type, replace, choose, back, again],
  );
}
