import type { OutputOf, Problem } from "@headrace/app/client";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { holds } from "../../common/holds.ts";
import { ListTable } from "../../common/list-table.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";

export interface WatchedRepositoriesProps {
  readonly collection: OutputOf<"connections.collection"> | undefined;
  readonly problem: Problem | null;
  readonly choose: ReactNode;
}

/** The repositories whose runs are read, and how fresh they are. */
export function WatchedRepositories({ collection, problem, choose }: WatchedRepositoriesProps) {
  const [{ search }, change] = useFilters(["search"]);
  const rows = collection?.repositories.filter(({ name }) => holds([name], search));
  return (
    <Section title="Repositories" actions={choose}>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      {rows === undefined ? (
        <SkeletonRows />
      ) : collection?.repositories.length === 0 ? (
        <EmptyState title="No repositories yet">
          Choose those whose runs are to be seen here: by their names, or all that fit a pattern.
        </EmptyState>
      ) : (
        <>
          <FilterBar>
            <SearchFilter label="Name" value={search} onChange={(next) => change({ search: next })} />
          </FilterBar>
          {rows.length === 0 ? (
            <NothingLikeThat what="repository" onClear={() => change({ search: "" })} />
          ) : (
            <ListTable
              label="Repositories"
              rows={rows}
              rowKey={({ repositoryId }) => repositoryId}
              columns={[
                {
                  title: "Repository",
                  cell: ({ repositoryId, name }) => (
                    <Link to={pathTo.repository(repositoryId)}>
                      <Visible>{name}</Visible>
                    </Link>
                  ),
                },
                { title: "State", cell: stateOf },
                {
                  title: "Runs now",
                  rank: 2,
                  narrow: true,
                  figures: true,
                  cell: ({ unfinished }) => unfinished.toLocaleString(),
                },
                {
                  title: "Read",
                  narrow: true,
                  figures: true,
                  cell: ({ readAt }) => (readAt === undefined ? "not yet" : <RelativeTime at={readAt} />),
                },
                {
                  title: "Next look",
                  rank: 3,
                  narrow: true,
                  figures: true,
                  cell: ({ nextLookAt }) => <RelativeTime at={nextLookAt} coming />,
                },
              ]}
            />
          )}
        </>
      )}
    </Section>
  );
}

function stateOf({ problem, historyLeft }: OutputOf<"connections.collection">["repositories"][number]): ReactNode {
  if (problem !== undefined) return <StatusMark status="failed">{problem}</StatusMark>;
  return historyLeft ? (
    <StatusMark status="queued">reads older runs</StatusMark>
  ) : (
    <StatusMark status="success">up to date</StatusMark>
  );
}
