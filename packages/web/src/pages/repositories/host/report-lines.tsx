import { Modal } from "antd";
import { useOperation } from "../../../client/use-operation.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { EmptyState } from "../../../common/empty-state.tsx";
import { ListTable } from "../../../common/list-table.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { Visible } from "../../../common/visible.tsx";
import type { Host } from "./use-host.ts";

/** What a report says of files and lines. */
export function ReportLines({
  host: { repository },
  commit,
  report: { key, title },
  onClose,
}: {
  readonly host: Host;
  readonly commit: string;
  readonly report: Pick<ItemOf<"repositories.commit-reports">, "key" | "title">;
  readonly onClose: () => void;
}) {
  const { data, error } = useOperation("repositories.commit-report", {
    repository: repository.id,
    commit,
    report: key,
  });
  return (
    <Modal
      open
      title={<Visible>{title}</Visible>}
      footer={null}
      onCancel={onClose}
      width="min(60rem, 95vw)"
      destroyOnHidden
    >
      {error === null ? null : <ProblemNotice problem={error} />}
      {data?.annotations.length === 0 ? <EmptyState title="It says nothing of any line" /> : null}
      {data === undefined || data.annotations.length === 0 ? null : (
        <ListTable
          label="Lines"
          rows={data.annotations.map((one, index) => ({ ...one, index }))}
          rowKey={({ index }) => String(index)}
          columns={[
            {
              title: "Level",
              narrow: true,
              cell: ({ level, word }) => (level === "unknown" ? (word ?? level) : level),
            },
            {
              title: "Where",
              narrow: true,
              cell: ({ path = "the whole", line }) => (line === undefined ? path : `${path}:${line}`),
            },
            { title: "Message", cell: ({ title: of, message }) => (of === undefined ? message : `${of}: ${message}`) },
          ]}
        />
      )}
    </Modal>
  );
}
