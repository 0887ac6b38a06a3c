import { yaml } from "@codemirror/lang-yaml";
import { syntaxHighlighting } from "@codemirror/language";
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { Button, Modal } from "antd";
import { useEffect, useRef } from "react";
import styles from "./conflict-dialog.module.css";
import { pageNonce } from "./page-nonce.ts";
import type { Conflict } from "./use-saving.ts";
import { editorTheme, highlighting } from "./yaml-theme.ts";

/** Both texts side by side, when somebody else saved in between: what is kept can be put together here. */
export function ConflictDialog({
  conflict,
  onKeep,
  onClose,
}: {
  readonly conflict: Conflict;
  /** This text goes on, on top of theirs. */
  readonly onKeep: (text: string) => void;
  readonly onClose: () => void;
}) {
  const mine = useRef(conflict.mine);
  return (
    <Modal
      open
      width={1100}
      title="Somebody else saved meanwhile"
      onCancel={onClose}
      footer={[
        <Button key="theirs" onClick={() => onKeep(conflict.theirs)}>
          Take theirs
        </Button>,
        <Button key="mine" type="primary" onClick={() => onKeep(mine.current)}>
          Go on with the right side
        </Button>,
      ]}
    >
      <p>
        {conflict.message}. The left side is theirs, the right side is yours and can be changed. Nothing is lost: both
        stay in the history.
      </p>
      <SideBySide left={conflict.theirs} right={conflict.mine} onRight={(text) => (mine.current = text)} />
    </Modal>
  );
}

/** Two texts with what differs marked; the right one can be changed where somebody listens. */
export function SideBySide({
  left,
  right,
  onRight,
}: {
  readonly left: string;
  readonly right: string;
  readonly onRight?: (text: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const listener = useRef(onRight);
  listener.current = onRight;
  useEffect(() => {
    if (place.current === null) return;
    const shared = [
      EditorView.cspNonce.of(pageNonce()),
      lineNumbers(),
      yaml(),
      syntaxHighlighting(highlighting),
      editorTheme,
    ];
    const still = [EditorState.readOnly.of(true), EditorView.editable.of(false)];
    const view = new MergeView({
      parent: place.current,
      a: { doc: left, extensions: [...shared, ...still, EditorView.contentAttributes.of({ "aria-label": "Theirs" })] },
      b: {
        doc: right,
        extensions: [
          ...shared,
          ...(listener.current === undefined ? still : []),
          EditorView.contentAttributes.of({ "aria-label": "Yours" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) listener.current?.(update.state.doc.toString());
          }),
        ],
      },
      ...(listener.current === undefined ? {} : { revertControls: "a-to-b" as const }),
      gutter: true,
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    return () => view.destroy();
  }, [left, right]);
  return <div ref={place} className={styles.sides} />;
}
