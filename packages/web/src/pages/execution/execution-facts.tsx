import type { ReactNode } from "react";
import { Link } from "react-router";
import { CommitOn } from "../../common/commit.tsx";
import { Duration } from "../../common/duration.tsx";
import { HostBadge } from "../../common/host-badge.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";
import { eventWord } from "../executions/event-words.ts";
import styles from "./execution-facts.module.css";
import { MinutesUsed } from "./minutes-used.tsx";
import { Notified, useNotifications } from "./notified.tsx";
import { ToldToHost, useWriteBacks } from "./told-to-host.tsx";
import type { WatchedExecution } from "./use-execution.ts";

/** What started it, of which commit, for how long. */
export function ExecutionFacts({ watched }: { readonly watched: WatchedExecution }) {
  const { detail, live, stages } = watched;
  const writeBacks = useWriteBacks(detail);
  const notifications = useNotifications(detail);
  const git = live.record?.plan.git;
  const subject = git?.message.split("\n", 1)[0] ?? "";
  const parameters = Object.entries(detail.parameters);
  const environments = [...new Set(detail.stages.flatMap(({ environment }) => environment ?? []))];
  return (
    <dl className={styles.facts} aria-label="About this execution">
      {detail.remote === undefined ? null : (
        <Fact title={detail.state === "ended" ? "Ran on" : "Runs on"}>
          <HostBadge host={detail.remote.host} url={detail.remote.url} />{" "}
          <span className={styles.quiet}>
            <Visible>{detail.remote.state}</Visible>
          </span>
        </Fact>
      )}
      <Fact title="Started by">
        <Visible>{detail.triggeredBy.name}</Visible>, {eventWord(detail.event)}, <RelativeTime at={detail.createdAt} />
      </Fact>
      <Fact title="Commit">
        <span className={styles.commit}>
          <span>
            <CommitOn commit={detail.commit} branch={detail.branch} />
            {git?.tag === undefined || git.tag === "" ? null : (
              <>
                , tag <Visible>{git.tag}</Visible>
              </>
            )}
          </span>
          {subject === "" ? null : (
            <span className={styles.subject}>
              <Visible>{subject}</Visible>
            </span>
          )}
        </span>
      </Fact>
      {git?.author === undefined || git.author === "" ? null : (
        <Fact title="Author">
          <Visible>{git.author.replace(/\s*<[^>]*>$/, "")}</Visible>
        </Fact>
      )}
      <Fact title="Duration">
        {detail.startedAt === undefined ? (
          <span className={styles.quiet}>not begun</span>
        ) : (
          <Duration ms={detail.durationMs} since={detail.startedAt} />
        )}
      </Fact>
      <Fact title="Minutes used">
        <MinutesUsed stages={stages} />
      </Fact>
      {environments.length === 0 ? null : (
        <Fact title={environments.length === 1 ? "Environment" : "Environments"}>
          <Visible>{environments.join(", ")}</Visible>
        </Fact>
      )}
      {writeBacks === undefined ? null : (
        <Fact title="Told to its host">
          <ToldToHost execution={detail.id} told={writeBacks} />
        </Fact>
      )}
      {notifications.length === 0 ? null : (
        <Fact title="Notifications">
          <Notified execution={detail.id} items={notifications} />
        </Fact>
      )}
      {parameters.length === 0 ? null : (
        <Fact title="Parameters">
          <span className={styles.parameters}>
            {parameters.map(([name, value]) => (
              <code key={name}>
                <Visible>{`${name}=${typeof value === "string" ? value : JSON.stringify(value)}`}</Visible>
              </code>
            ))}
          </span>
        </Fact>
      )}
      {detail.rerunOf === undefined ? null : (
        <Fact title="Runs again">
          <Link to={pathTo.execution(detail.rerunOf)}>the earlier execution</Link>
        </Fact>
      )}
      {detail.upstream === undefined ? null : (
        <Fact title="Started after">
          <Link to={pathTo.execution(detail.upstream)}>the execution before it</Link>
        </Fact>
      )}
      {detail.cancelledBy === undefined ? null : (
        <Fact title="Cancelled by">
          <Visible>{detail.cancelledBy.name}</Visible>
        </Fact>
      )}
      {detail.rolledBack ? (
        <Fact title="Rolled back">
          <Visible>{detail.rollbackReason ?? "yes"}</Visible>
        </Fact>
      ) : null}
    </dl>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
