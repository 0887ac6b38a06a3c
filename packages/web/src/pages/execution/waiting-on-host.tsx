import { Input } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { type ItemOf, usePages } from "../../client/use-pages.ts";
import { hostTitle } from "../../common/host-title.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { ReasonedButton } from "../../common/reasoned-button.tsx";
import { StatusIcon } from "../../common/status-icon.tsx";
import { Visible } from "../../common/visible.tsx";
import type { WatchedExecution } from "./use-execution.ts";
import { useRemoteRefusals } from "./use-remote-refusals.ts";
import styles from "./waiting-people.module.css";

type Review = ItemOf<"executions.reviews">;

/** Each look costs one of the connection's requests. */
const every = 30_000;

/** What a run waits for on its host of code until a reviewer agrees: decided here, in the name of the connection's token. */
export function WaitingOnHost({ watched: { detail, ended } }: { readonly watched: WatchedExecution }) {
  const { id, remote } = detail;
  const enabled = !ended && remote?.state === "waiting";
  const { items = [] } = usePages("executions.reviews", { execution: id }, { enabled, every, freshFor: every });
  const { review } = useRemoteRefusals(detail);
  if (!enabled || remote === undefined) return null;
  return items.map((each) => (
    <Ask key={each.environment} execution={id} title={hostTitle(remote.host)} review={each} why={review} />
  ));
}

interface AskProps {
  readonly execution: string;
  readonly title: string;
  readonly review: Review;
  /** Why the connection cannot decide it. */
  readonly why: string | undefined;
}

function Ask({ execution, title, review: { environment, mayDecide, reviewers }, why }: AskProps) {
  const [comment, setComment] = useState("");
  const mayApprove = useMay("approval.decide");
  const decide = useAction("executions.review");
  const notReviewer =
    mayDecide === false ? `Whoever the connection's token stands for is none of its reviewers on ${title}.` : undefined;
  const refused = why ?? notReviewer;
  const say = (decision: "approved" | "rejected"): void =>
    decide.mutate({ execution, environments: [environment], decision, ...(comment === "" ? {} : { comment }) });
  const isSaid = (decision: string): boolean => decide.isPending && decide.variables.decision === decision;
  return (
    <section className={styles.card} aria-label={`${environment} waits for a reviewer`}>
      <StatusIcon status="asking" size={20} silent />
      <div className={styles.words}>
        <h2>
          The deployment to <Visible>{environment}</Visible> waits for a reviewer on {title}
        </h2>
        {reviewers.length === 0 ? null : (
          <p>
            Reviewers: <Visible>{reviewers.join(", ")}</Visible>
          </p>
        )}
        {decide.error === null ? null : <ProblemNotice problem={decide.error} />}
        {mayApprove ? (
          <div className={styles.decide}>
            <Input
              aria-label="Comment"
              placeholder="Comment, if you like"
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
            <ReasonedButton why={refused} type="primary" loading={isSaid("approved")} onClick={() => say("approved")}>
              Approve
            </ReasonedButton>
            <ReasonedButton why={refused} danger loading={isSaid("rejected")} onClick={() => say("rejected")}>
              Reject
            </ReasonedButton>
          </div>
        ) : (
          <p className={styles.quiet}>You cannot decide it: a developer, a maintainer or an owner does.</p>
        )}
      </div>
    </section>
  );
}
