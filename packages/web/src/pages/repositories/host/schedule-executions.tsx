import { Modal } from "antd";
import { Link } from "react-router";
import type { ItemOf } from "../../../client/use-pages.ts";
import { EmptyState } from "../../../common/empty-state.tsx";
import { OperationList } from "../../../common/operation-list.tsx";
import { RelativeTime } from "../../../common/relative-time.tsx";
import { sentence } from "../../../common/sentence.ts";
import { pathTo } from "../../../shell/path-to.ts";
import { freshFor, type Host } from "./use-host.ts";

type Execution = ItemOf<"repositories.host-schedule-executions">;

/** What came of the times that a schedule of the host was due. */
export function ScheduleExecutions({
  host: { repository, title },
  schedule: { id, cron, pattern, branch },
  onClose,
}: {
  readonly host: Host;
  readonly schedule: ItemOf<"repositories.host-schedules">;
  readonly onClose: () => void;
}) {
  return (
    <Modal open title={`${cron ?? pattern} of ${branch}`} footer={null} onCancel={onClose} destroyOnHidden>
      <OperationList
        label="What came of it"
        operation="repositories.host-schedule-executions"
        input={{ repository: repository.id, schedule: id }}
        freshFor={freshFor}
        columns={[
          { title: "Run", cell: runOf },
          {
            title: "Begun",
            narrow: true,
            figures: true,
            cell: ({ startedAt }) => (startedAt === undefined ? "–" : <RelativeTime at={startedAt} />),
          },
        ]}
        rowKey={({ number, problem, startedAt }) => `${number} ${problem} ${startedAt}`}
        empty={<EmptyState title="It was not due yet">{`${title} has begun nothing by it.`}</EmptyState>}
      />
    </Modal>
  );
}

function runOf({ number, executionId, problem }: Execution) {
  if (number === undefined) return sentence(problem ?? "It began none");
  return executionId === undefined ? `#${number}` : <Link to={pathTo.execution(executionId)}>{`#${number}`}</Link>;
}
