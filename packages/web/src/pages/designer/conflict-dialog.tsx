import { Button, Modal } from "antd";
import { useRef } from "react";
import { sentence } from "../../common/sentence.ts";
import { SideBySide } from "./side-by-side.tsx";
import type { Conflict } from "./use-saving.ts";

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
        {sentence(conflict.message)} The left side is theirs, the right side is yours and can be changed. Nothing is
        lost: both stay in the history.
      </p>
      <SideBySide
        left={{ name: "Theirs", text: conflict.theirs }}
        right={{ name: "Yours", text: conflict.mine }}
        onRight={(text) => {
          mine.current = text;
        }}
      />
    </Modal>
  );
}
