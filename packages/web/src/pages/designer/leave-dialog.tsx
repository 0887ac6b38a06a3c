import { Modal } from "antd";

/** Before a page is left whose changes are not saved. */
export function LeaveDialog({ onStay, onLeave }: { readonly onStay: () => void; readonly onLeave: () => void }) {
  return (
    <Modal
      open
      title="Leave without saving?"
      okText="Leave"
      okButtonProps={{ danger: true }}
      cancelText="Stay"
      onOk={onLeave}
      onCancel={onStay}
    >
      What you changed here since it was saved would be lost.
    </Modal>
  );
}
