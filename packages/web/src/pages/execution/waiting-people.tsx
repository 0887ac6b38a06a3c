import { Button, Input } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { type ItemOf, usePages } from "../../client/use-pages.ts";
import { approverWords } from "../../common/approver-words.ts";
import { LongText } from "../../common/long-text.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { StatusIcon } from "../../common/status-icon.tsx";
import { Visible } from "../../common/visible.tsx";
import type { WatchedExecution } from "./use-execution.ts";
import styles from "./waiting-people.module.css";

type Approval = ItemOf<"approvals.list">;

/** What waits for a person, and for whom: decided here. */
export function WaitingPeople({ watched: { detail, stages, ended } }: { readonly watched: WatchedExecution }) {
  const rows = stages.flatMap(({ instances }) => instances);
  const asking = !ended && rows.some(({ status }) => status === "asking");
  const interrupted = ended ? [] : rows.filter(({ status }) => status === "interrupted");
  const { items = [] } = usePages("approvals.list", { execution: detail.id }, { enabled: asking, every: 4_000 });
  if (!asking && interrupted.length === 0) return null;
  return (
    <>
      {interrupted.length === 0 ? null : (
        <Interrupted execution={detail.id} stages={interrupted.map(({ instance }) => instance)} />
      )}
      {asking ? items.map((approval) => <Ask key={approval.id} approval={approval} />) : null}
    </>
  );
}

function Ask({ approval }: { readonly approval: Approval }) {
  const [comment, setComment] = useState("");
  const options = { changes: ["executions"] };
  const approve = useAction("approvals.approve", options);
  const reject = useAction("approvals.reject", options);
  const { id, instance, environment, instructions, minimum, decisions, mine, whyNotMine, requestedAt, expiresAt } =
    approval;
  const word = {
    approval: id,
    commit: approval.commit,
    digest: approval.digest,
    ...(comment === "" ? {} : { comment }),
  };
  const asked = approverWords(approval.parts.flatMap(({ approvers }) => approvers));
  const problem = approve.error ?? reject.error;
  const busy = approve.isPending || reject.isPending;
  return (
    <section className={styles.card} aria-label={`${instance} waits for approval`}>
      <StatusIcon status="asking" size={20} silent />
      <div className={styles.words}>
        <h2>
          <Visible>{instance}</Visible> waits for approval
          {environment === undefined ? null : (
            <>
              , to deploy to <Visible>{environment}</Visible>
            </>
          )}
        </h2>
        <p>
          Asked <RelativeTime at={requestedAt} />
          {asked === "" ? ", of anybody who may approve" : ", of "}
          {asked === "" ? null : <Visible>{asked}</Visible>}
          {minimum > 1 ? `; ${decisions.length} of ${minimum} have approved` : ""}
          {expiresAt === undefined ? null : (
            <>
              ; until <RelativeTime at={expiresAt} coming />
            </>
          )}
        </p>
        {instructions === undefined ? null : <LongText label="Instructions">{instructions}</LongText>}
        {decisions.map(({ by, name, decision, comment: said, at }) => (
          <p key={`${by} ${at}`}>
            <Visible>{name ?? by}</Visible> {decision === "approve" ? "approved" : "rejected"} it{" "}
            <RelativeTime at={at} />
            {said === undefined ? null : (
              <>
                : <Visible>{said}</Visible>
              </>
            )}
          </p>
        ))}
        {problem === null ? null : <ProblemNotice problem={problem} />}
        {mine ? (
          <div className={styles.decide}>
            <Input
              aria-label="Comment"
              placeholder="Comment, if you like"
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
            <Button type="primary" loading={approve.isPending} disabled={busy} onClick={() => approve.mutate(word)}>
              Approve
            </Button>
            <Button danger loading={reject.isPending} disabled={busy} onClick={() => reject.mutate(word)}>
              Reject
            </Button>
          </div>
        ) : whyNotMine === undefined ? null : (
          <p className={styles.quiet}>You cannot decide it: {whyNotMine}</p>
        )}
      </div>
    </section>
  );
}

function Interrupted({ execution, stages }: { readonly execution: string; readonly stages: readonly string[] }) {
  const mayResume = useMay("deployment.create");
  const resume = useAction("executions.resume");
  return (
    <section className={styles.card} aria-label="A deployment was interrupted">
      <StatusIcon status="interrupted" size={20} silent />
      <div className={styles.words}>
        <h2>
          <Visible>{stages.join(", ")}</Visible> waits for somebody who may deploy
        </h2>
        <p>
          The server stopped while it deployed, and half a deployment is not repeated unasked. Look at what it left
          behind, then let it run again, or cancel the execution.
        </p>
        {resume.error === null ? null : <ProblemNotice problem={resume.error} />}
        {mayResume ? (
          <div className={styles.decide}>
            <Button loading={resume.isPending} onClick={() => resume.mutate({ execution })}>
              Let it run again
            </Button>
          </div>
        ) : (
          <p className={styles.quiet}>You cannot decide it: a developer, a maintainer or an owner does.</p>
        )}
      </div>
    </section>
  );
}
