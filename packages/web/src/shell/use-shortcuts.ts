import { useEffect, useRef } from "react";
import type { PageAction } from "./actions.tsx";
import { keyStroke } from "./key-stroke.ts";

/** Milliseconds in which the second key of `g e` must follow the first. */
const patience = 1_200;

const fields = "input, textarea, select, [contenteditable=true], [role=combobox], [role=menu]";

/** What can have the focus and does something of its own. */
const controls = "a[href], button, summary, [role=button], [role=tab], [role=option], [role=slider]";

/** What these keys do to a text is what they are pressed for in it. */
const textKeys: readonly string[] = ["Mod+a", "Mod+c", "Mod+v", "Mod+x"];
const undoKeys: readonly string[] = ["Mod+z", "Mod+Shift+z", "Mod+y"];

/** Does what the pressed keys say. Where somebody types, only what needs Ctrl or ⌘ and means nothing to the text. */
export function useShortcuts(actions: readonly PageAction[]): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    let before = "";
    let at = 0;
    const press = (event: KeyboardEvent): void => {
      const stroke = keyStroke(event);
      if (event.defaultPrevented || stroke === undefined) return;
      const field = event.target instanceof Element ? event.target.closest(fields) : null;
      if (field !== null && isOfField(stroke, field)) return;
      if (stroke === "Mod+c" && window.getSelection()?.isCollapsed === false) return;
      if (document.querySelector("dialog[open], .ant-modal-wrap:not([style*='none'])") !== null) return;
      const sequence = event.timeStamp - at < patience ? `${before} ${stroke}` : "";
      const found =
        latest.current.find(({ keys }) => keys === sequence) ?? latest.current.find(({ keys }) => keys === stroke);
      before = found === undefined ? stroke : "";
      at = event.timeStamp;
      if (found === undefined) return;
      const control = event.target instanceof Element ? event.target.closest(controls) : null;
      // A control is pressed by it.
      if (control !== null && stroke === "Enter") return;
      event.preventDefault();
      if (found.outsideControls !== true || control === null) found.run();
      else if (control instanceof HTMLElement) control.blur();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

function isOfField(stroke: string, field: Element): boolean {
  if (!stroke.startsWith("Mod+") || textKeys.includes(stroke)) return true;
  // An empty field has nothing to take back, a chooser neither.
  const isText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  return (
    undoKeys.includes(stroke) && isText && !["checkbox", "radio", "range"].includes(field.type) && field.value !== ""
  );
}
