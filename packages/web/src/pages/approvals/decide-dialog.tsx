import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { approverWords } from "../../common/approver-words.ts";
import { Commit } from "../../common/commit.tsx";
import { Facts } from "../../common/facts.tsx";
import { LongText } from "../../common/long-text.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { sentence } from "../../common/sentence.ts";
import { visibleText } from "../../common/visible-text.ts";
import type { Approval } from "./approvals.tsx";
import styles from "./decide-dialog.module.css";

/** For what the consent is, and giving or refusing it. It counts for this commit and this definition alone. */
export function DecideDialog({ approval, onClose }: { readonly approval: Approval; readonly onClose: () => void }) {
  const [comment, setComment] = useState("");
  const options = { changes: ["executions"], onDone: onClose };
  const approve = useAction("approvals.approve", options);
  const reject = useAction("approvals.reject", options);
  const { id, commit, digest, decisions, parts } = approval;
  const input = { approval: id, commit, digest, ...(comment.trim() === "" ? {} : { comment: comment.trim() }) };
  const problem = approve.error ?? reject.error;
  const busy = approve.isPending || reject.isPending;
  return (
    <Modal
      open
      title={visibleText(`${approval.pipeline.name} #${approval.pipeline.number}, ${approval.instance}`)}
      onCancel={onClose}
      footer={
        approval.mine ? (
          <>
            <Button danger disabled={busy} onClick={() => reject.mutate(input)}>
              Reject
            </Button>
            <Button type="primary" disabled={busy} onClick={() => approve.mutate(input)}>
              Approve
            </Button>
          </>
        ) : (
          <Button onClick={onClose}>Close</Button>
        )
      }
    >
      <div className={styles.inside}>
        {approval.instructions === undefined ? null : <LongText label="Instructions">{approval.instructions}</LongText>}
        <Facts
          facts={[
            { name: "Deploys to", value: approval.environment },
            { name: "Branch", value: approval.branch },
            { name: "Commit", value: <Commit id={commit} /> },
            { name: "Started by", value: approval.triggeredBy.name },
            {
              name: "Needed",
              value: `${approval.minimum === 1 ? "one person" : `${approval.minimum} people`} of ${approverWords(parts.flatMap(({ approvers }) => approvers)) || "whoever may decide here"}`,
            },
            {
              name: "Expires",
              value: approval.expiresAt === undefined ? undefined : <RelativeTime at={approval.expiresAt} coming />,
            },
          ]}
        />
        {decisions.map((each) => (
          <p key={`${each.by} ${each.at}`}>
            {each.name ?? each.by} {each.decision === "approve" ? "approved" : "rejected"} <RelativeTime at={each.at} />
            {each.comment === undefined ? null : `: ${each.comment}`}
          </p>
        ))}
        {approval.whyNotMine === undefined ? null : <p>You cannot decide it. {sentence(approval.whyNotMine)}</p>}
        {approval.mine ? (
          <Input.TextArea
            aria-label="Comment"
            placeholder="Comment, if you like"
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        ) : null}
        {problem === null ? null : <ProblemNotice problem={problem} />}
      </div>
    </Modal>
  );
}
