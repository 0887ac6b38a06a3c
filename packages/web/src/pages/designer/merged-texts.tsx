import { yaml } from "@codemirror/lang-yaml";
import { syntaxHighlighting } from "@codemirror/language";
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightSpecialChars, lineNumbers } from "@codemirror/view";
import { useEffect, useRef, useState } from "react";
import { scrollable } from "../../common/scrollable.ts";
import { pageNonce } from "./page-nonce.ts";
import styles from "./side-by-side.module.css";
import type { SideBySideProps } from "./side-by-side.tsx";
import { SmallButton } from "./small-button.tsx";
import { editorTheme, highlighting } from "./yaml-theme.ts";

/** What is the same is folded but for a few lines around what is not; or nothing is. */
const folded = { margin: 3, minSize: 6 };
const unfolded = { minSize: Number.POSITIVE_INFINITY };

/** Two texts with what differs marked; the right one can be changed where somebody listens. */
export function MergedTexts({ left, right, onRight }: SideBySideProps) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<MergeView>(undefined);
  const [isWhole, setWhole] = useState(false);
  const listener = useRef(onRight);
  listener.current = onRight;
  useEffect(() => {
    if (place.current === null) return;
    const shared = [
      EditorView.cspNonce.of(pageNonce()),
      lineNumbers(),
      highlightSpecialChars(),
      yaml(),
      syntaxHighlighting(highlighting),
      editorTheme,
      EditorView.lineWrapping,
    ];
    const still = [EditorState.readOnly.of(true), EditorView.editable.of(false)];
    const view = new MergeView({
      parent: place.current,
      a: {
        doc: left.text,
        extensions: [...shared, ...still, EditorView.contentAttributes.of({ "aria-label": left.name })],
      },
      b: {
        doc: right.text,
        extensions: [
          ...shared,
          ...(listener.current === undefined ? still : []),
          EditorView.contentAttributes.of({ "aria-label": right.name }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) listener.current?.(update.state.doc.toString());
          }),
        ],
      },
      ...(listener.current === undefined ? {} : { revertControls: "a-to-b" as const, renderRevertControl }),
      gutter: true,
      collapseUnchanged: folded,
    });
    shown.current = view;
    setWhole(false);
    return () => view.destroy();
  }, [left.name, left.text, right.name, right.text]);
  const turn = (): void => {
    shown.current?.reconfigure({ collapseUnchanged: isWhole ? folded : unfolded });
    setWhole(!isWhole);
  };
  return (
    <div className={styles.compared}>
      <SmallButton aria-pressed={isWhole} onClick={turn}>
        Every line
      </SmallButton>
      <section ref={place} className={styles.sides} aria-label={`${left.name} and ${right.name}`} {...scrollable} />
    </div>
  );
}

function renderRevertControl(): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = styles.take ?? "";
  button.textContent = "→";
  button.title = "Take this part";
  button.setAttribute("aria-label", "Take this part of the left side");
  return button;
}
