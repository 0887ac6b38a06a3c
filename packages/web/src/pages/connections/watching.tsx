import type { OutputOf } from "@headrace/app/client";
import { Modal } from "antd";
import { useMay } from "../../client/use-me.ts";
import { sentence } from "../../common/sentence.ts";
import { StatusMark } from "../../common/status-icon.tsx";

export interface WatchingProps {
  readonly answer: OutputOf<"connections.connect-repositories">;
  readonly onClose: () => void;
}

/** What is watched from now on, and whether the host tells of it at once or Headrace has to look. */
export function Watching({ answer, onClose }: WatchingProps) {
  const { items, webhook, webhookProblem } = answer;
  const mayRegister = useMay("webhook.write");
  const count = items.length === 1 ? "1 repository is" : `${items.length} repositories are`;
  return (
    <Modal
      open
      title={`${count} watched`}
      okText="Done"
      onOk={onClose}
      onCancel={onClose}
      // Nothing is left to cancel.
      footer={(_all, { OkBtn }) => <OkBtn />}
    >
      {webhook === undefined ? (
        <>
          <p>
            <StatusMark status={webhookProblem === undefined ? "skipped" : "failed"}>Polling only</StatusMark>
          </p>
          <p>
            {sentence(webhookProblem ?? (mayRegister ? unreachable : forbidden))} Runs are seen when Headrace looks.
          </p>
        </>
      ) : (
        <>
          <p>
            <StatusMark status="success">{wordsOf(webhook)}</StatusMark>
          </p>
          {webhook.why === undefined ? null : <p>Not one for all: {sentence(webhook.why)}</p>}
          <p>What happens there is seen at once.</p>
        </>
      )}
    </Modal>
  );
}

function wordsOf({ level, webhooks }: NonNullable<WatchingProps["answer"]["webhook"]>): string {
  if (level === "owner") return "One webhook for all of the connection's repositories is registered";
  return webhooks.length === 1 ? "A webhook is registered" : `${webhooks.length} webhooks are registered, one for each`;
}

const unreachable = "No webhook was registered: hosts cannot reach this server by the address that it has";
const forbidden = "No webhook was registered: that is for those who may set up webhooks";
