import { useId, useMemo, useState } from "react";
import { type PageAction, useActions } from "./actions.tsx";
import styles from "./command-palette.module.css";
import { Dialog } from "./dialog.tsx";
import { Keys } from "./keys.tsx";
import { rankActions } from "./rank-actions.ts";

/** Every action of the page and every place to go to, found by a few letters. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const actions = useActions();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useId();
  const found = useMemo(() => rankActions(actions, text), [actions, text]);
  const current = Math.min(chosen, found.length - 1);
  const run = (action: PageAction | undefined): void => {
    if (action === undefined) return;
    onClose();
    action.run();
  };
  const move = (step: number): void => setChosen((current + step + found.length) % Math.max(1, found.length));
  return (
    <Dialog label="Do something" onClose={onClose}>
      <input
        className={styles.field}
        role="combobox"
        aria-label="What do you want to do?"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found.length === 0 ? undefined : `${list}-${current}`}
        placeholder="What do you want to do?"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") move(1);
          else if (event.key === "ArrowUp") move(-1);
          else if (event.key === "Enter") run(found[current]);
          else return;
          event.preventDefault();
        }}
      />
      <div id={list} className={styles.list} role="listbox" aria-label="Actions">
        {found.map((action, index) => (
          // The field has the focus and the keys; the pointer may choose too.
          <div
            key={`${action.section} ${action.name}`}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            ref={index === current ? scrollIntoView : undefined}
            className={styles.option}
            onPointerMove={() => setChosen(index)}
            onPointerDown={(event) => {
              event.preventDefault();
              run(action);
            }}
          >
            <span className={styles.section}>{action.section}</span>
            <span className={styles.name}>{action.name}</span>
            {action.keys === undefined ? null : <Keys keys={action.keys} />}
          </div>
        ))}
        {found.length === 0 ? <p className={styles.none}>Nothing here is called that.</p> : null}
      </div>
    </Dialog>
  );
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
