import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { hostTitle } from "../../common/host-title.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { ReasonedButton } from "../../common/reasoned-button.tsx";
import { StatusIcon } from "../../common/status-icon.tsx";
import type { WatchedExecution } from "./use-execution.ts";
import { useRemoteRefusals } from "./use-remote-refusals.ts";
import styles from "./waiting-people.module.css";

/** A stranger's pull request, whose run its host holds until somebody lets it begin. */
export function ForkOnHost({ watched: { detail, ended } }: { readonly watched: WatchedExecution }) {
  const mayApprove = useMay("approval.decide");
  const approve = useAction("executions.approve-fork");
  const { review } = useRemoteRefusals(detail);
  const { id: execution, remote } = detail;
  if (ended || remote?.state !== "action_required") return null;
  const title = hostTitle(remote.host);
  return (
    <section className={styles.card} aria-label="A stranger's pull request waits for approval">
      <StatusIcon status="asking" size={20} silent />
      <div className={styles.words}>
        <h2>A stranger's pull request waits on {title} to be allowed to run</h2>
        <p>Its code runs there then: read the change first.</p>
        {approve.error === null ? null : <ProblemNotice problem={approve.error} />}
        {mayApprove ? (
          <div className={styles.decide}>
            <ReasonedButton
              why={review}
              type="primary"
              loading={approve.isPending}
              onClick={() => approve.mutate({ execution })}
            >
              Let it run
            </ReasonedButton>
          </div>
        ) : (
          <p className={styles.quiet}>You cannot decide it: a developer, a maintainer or an owner does.</p>
        )}
      </div>
    </section>
  );
}
