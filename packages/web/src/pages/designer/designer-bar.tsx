import type { ReactNode } from "react";
import styles from "./designer-bar.module.css";
import type { PipelineDocument } from "./use-document.ts";
import type { View, Views } from "./use-views.ts";

const viewNames: readonly (readonly [View, string])[] = [
  ["library", "Library"],
  ["canvas", "Canvas"],
  ["yaml", "YAML"],
  ["form", "Form"],
];

/** The name, what can be seen, and what can be done with the whole. */
export function DesignerBar({
  name,
  trail,
  state,
  document,
  views,
  problems,
  children,
}: {
  readonly name: string;
  readonly trail: ReactNode;
  readonly state: string;
  readonly document: PipelineDocument;
  readonly views: Views;
  readonly problems: number;
  readonly children: ReactNode;
}) {
  return (
    <header className={styles.bar}>
      <div className={styles.title}>
        <span className={styles.trail}>{trail} /</span>
        <h1>{name}</h1>
        <span className={styles.state} role="status" title={state}>
          {state}
        </span>
      </div>
      <div className={styles.group}>
        {viewNames.map(([view, words]) => (
          <button
            key={view}
            type="button"
            className={styles.toggle}
            aria-pressed={views[view]}
            onClick={() => views.toggle(view)}
          >
            {words}
          </button>
        ))}
        <button
          type="button"
          className={styles.toggle}
          aria-pressed={views.problems}
          disabled={problems === 0}
          onClick={() => views.toggle("problems")}
        >
          {problems === 0 ? "No problems" : problems === 1 ? "1 problem" : `${problems} problems`}
        </button>
      </div>
      <div className={styles.group}>
        <button
          type="button"
          className={styles.toggle}
          disabled={document.undoes === undefined}
          title={document.undoes}
          onClick={document.undo}
        >
          Undo
        </button>
        <button
          type="button"
          className={styles.toggle}
          disabled={document.redoes === undefined}
          title={document.redoes}
          onClick={document.redo}
        >
          Redo
        </button>
      </div>
      <div className={styles.actions}>{children}</div>
    </header>
  );
}
