import { Link } from "react-router";
import type { ItemOf } from "../../client/use-pages.ts";
import { Commit } from "../../common/commit.tsx";
import { Duration } from "../../common/duration.tsx";
import { HostBadge } from "../../common/host-badge.tsx";
import type { Column } from "../../common/list-table.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { statusOfExecution } from "../../common/status-of-execution.ts";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";
import { eventWord } from "./event-words.ts";
import styles from "./execution-columns.module.css";

export type ListedExecution = ItemOf<"executions.list">;

/** How executions look in every list of them. */
export const executionColumns: readonly Column<ListedExecution>[] = [
  {
    title: "Status",
    narrow: true,
    className: styles.status,
    cell: (each) => <StatusMark status={statusOfExecution(each)} />,
  },
  {
    title: "Execution",
    className: styles.execution,
    cell: (each) => (
      <span className={styles.named}>
        <Link to={pathTo.execution(each.id)}>
          <Visible>{each.pipeline.name}</Visible> #{each.number}
        </Link>
        {each.remote === undefined ? null : <HostBadge host={each.remote.host} />}
      </span>
    ),
  },
  { title: "Branch", rank: 2, className: styles.branch, cell: (each) => each.branch },
  { title: "Commit", rank: 3, narrow: true, cell: (each) => <Commit id={each.commit} /> },
  { title: "Started by", rank: 3, cell: (each) => `${each.triggeredBy.name}, ${eventWord(each.event)}` },
  {
    title: "Duration",
    rank: 2,
    narrow: true,
    figures: true,
    className: styles.duration,
    cell: (each) => <Duration ms={each.durationMs} since={each.state === "running" ? each.startedAt : undefined} />,
  },
  {
    title: "When",
    narrow: true,
    figures: true,
    className: styles.when,
    cell: (each) => <RelativeTime at={each.createdAt} />,
  },
];
