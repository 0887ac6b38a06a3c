import { Modal } from "antd";
import type { ReactNode } from "react";
import { CopyText } from "./copy-text.tsx";
import styles from "./form-dialog.module.css";

/** What is shown only now: a token, a link, a secret. */
export function ShownOnce({
  title,
  text,
  children,
  onClose,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  return (
    <Modal
      open
      title={title}
      okText="I have it"
      onOk={onClose}
      onCancel={onClose}
      // Nothing is left to cancel.
      footer={(_all, { OkBtn }) => <OkBtn />}
    >
      <div className={styles.about}>{children}</div>
      <CopyText text={text} label={title} />
    </Modal>
  );
}
