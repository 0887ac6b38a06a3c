import { type ReactNode, useLayoutEffect, useRef } from "react";
import styles from "./dialog.module.css";

/** A dialog of the browser's own: it holds the focus, and Esc or a press beside it closes it. */
export function Dialog({
  label,
  onClose,
  side = false,
  children,
}: {
  readonly label: string;
  readonly onClose: () => void;
  /** At the left edge and of full height. */
  readonly side?: boolean;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed before it is taken away: only then the focus goes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${side ? styles.side : ""}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles.inside}>{children}</div>
    </dialog>
  );
}
