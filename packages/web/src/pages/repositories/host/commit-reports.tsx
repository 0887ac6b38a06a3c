import { Button } from "antd";
import { useState } from "react";
import type { ItemOf } from "../../../client/use-pages.ts";
import { EmptyState } from "../../../common/empty-state.tsx";
import { OperationList } from "../../../common/operation-list.tsx";
import { RelativeTime } from "../../../common/relative-time.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { StatusMark } from "../../../common/status-icon.tsx";
import { Visible } from "../../../common/visible.tsx";
import { HostSection } from "./host-section.tsx";
import { ReportLines } from "./report-lines.tsx";
import { isCommit, useCommit } from "./use-commit.ts";
import { freshFor, type Host } from "./use-host.ts";

type Report = ItemOf<"repositories.commit-reports">;

/** What systems reported of the commit whose builds stand above. */
export function CommitReports({ host }: { readonly host: Host }) {
  const [commit] = useCommit(host);
  const [open, setOpen] = useState<Report>();
  if (!isCommit(commit)) return null;
  return (
    <HostSection title="Reports on the commit" host={host} reads="reports.read" note={host.note("reports.read")}>
      <OperationList
        label="Reports on the commit"
        operation="repositories.commit-reports"
        input={{ repository: host.repository.id, commit }}
        freshFor={freshFor}
        columns={[
          {
            title: "Report",
            cell: ({ title, url }) =>
              url === undefined || !/^https?:/.test(url) ? (
                title
              ) : (
                <a href={url} target="_blank" rel="noreferrer">
                  <Visible>{title}</Visible>
                </a>
              ),
          },
          { title: "Result", narrow: true, cell: markOf },
          { title: "Of", rank: 2, narrow: true, cell: ({ reporter = "–" }) => reporter },
          { title: "About", rank: 3, cell: ({ details = "" }) => details },
          {
            title: "Told",
            rank: 2,
            narrow: true,
            figures: true,
            cell: ({ at }) => (at === undefined ? "–" : <RelativeTime at={at} />),
          },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: (report) => (
              <RowActions>
                <Button size="small" onClick={() => setOpen(report)}>
                  Lines
                </Button>
              </RowActions>
            ),
          },
        ]}
        rowKey={({ key }) => key}
        empty={<EmptyState title="No system has reported anything of this commit" />}
      />
      {open === undefined ? null : (
        <ReportLines host={host} commit={commit} report={open} onClose={() => setOpen(undefined)} />
      )}
    </HostSection>
  );
}

function markOf({ result, word }: Report) {
  if (result === "unknown") return <StatusMark status="unknown">{word ?? "unknown"}</StatusMark>;
  return <StatusMark status={result === "passed" ? "success" : result}>{result}</StatusMark>;
}
