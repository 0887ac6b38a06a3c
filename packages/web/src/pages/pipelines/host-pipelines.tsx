import { Link } from "react-router";
import { type ItemOf, usePages } from "../../client/use-pages.ts";
import { HostBadge } from "../../common/host-badge.tsx";
import type { Column } from "../../common/list-table.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { OutcomeBars } from "../../common/outcome-bars.tsx";
import { Section } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { repositoryColumn } from "../../common/repository-column.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { statusOfExecution } from "../../common/status-of-execution.ts";
import { given } from "../../common/use-filters.ts";
import { useRepositoryNames } from "../../common/use-names.ts";
import { Visible } from "../../common/visible.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import styles from "./host-pipelines.module.css";

type HostPipeline = ItemOf<"pipelines.list-on-hosts">;

export interface HostPipelinesProps {
  readonly search?: string;
  /** Those of one repository, which is not said of each then. */
  readonly repository?: string;
}

const every = 5_000;

/** What runs on hosts of code, with how it went lately; nothing where nothing does. */
export function HostPipelines({ search = "", repository = "" }: HostPipelinesProps) {
  const input = given({ search, repository });
  const names = useRepositoryNames();
  const { items = [] } = usePages("pipelines.list-on-hosts", input, { every });
  if (items.length === 0) return null;
  const title = repository === "" ? "On hosts of code" : "Pipelines on its host";
  return (
    <Section title={title}>
      <OperationList
        label={title}
        operation="pipelines.list-on-hosts"
        input={input}
        every={every}
        columns={repository === "" ? [...columns, repositoryColumn(names), when] : [...columns, when]}
        rowKey={({ id }) => id}
        empty={null}
      />
    </Section>
  );
}

/** All that ran of it. */
function historyOf({ id, repositoryId }: HostPipeline): string {
  return `${pagePaths.executions}?${new URLSearchParams({ repository: repositoryId, hostPipeline: id })}`;
}

const columns: readonly Column<HostPipeline>[] = [
  {
    title: "Pipeline",
    cell: (each) => (
      <span className={styles.named}>
        <Link to={historyOf(each)}>
          <Visible>{each.name}</Visible>
        </Link>
        <HostBadge host={each.host} />
      </span>
    ),
  },
  {
    title: "Last execution",
    narrow: true,
    cell: ({ executions: [last] }) =>
      last === undefined ? "none is kept" : <StatusMark status={statusOfExecution(last)} />,
  },
  { title: "Last ten", rank: 2, narrow: true, cell: ({ executions }) => <OutcomeBars executions={executions} /> },
];

const when: Column<HostPipeline> = {
  title: "When",
  narrow: true,
  figures: true,
  cell: ({ lastRunAt }) => <RelativeTime at={lastRunAt} />,
};
