import { Link } from "react-router";
import { Commit } from "../../common/commit.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { repositoryColumn } from "../../common/repository-column.tsx";
import { useRepositoryNames } from "../../common/use-names.ts";
import { pathTo } from "../../shell/path-to.ts";
import { ruleWords } from "./rule-words.ts";

/** Environments with what stands in each: of one repository, or with the name of theirs. */
export function EnvironmentList({
  repository,
  search,
  namesRepository = false,
  onClear,
}: {
  readonly repository?: string;
  readonly search?: string;
  readonly namesRepository?: boolean;
  /** Where the reader can choose others. */
  readonly onClear?: () => void;
}) {
  const names = useRepositoryNames();
  const chosen = { ...(repository === undefined ? {} : { repository }), ...(search === undefined ? {} : { search }) };
  return (
    <OperationList
      label="Environments"
      operation="environments.list"
      input={chosen}
      every={10_000}
      columns={[
        { title: "Environment", cell: ({ id, name }) => <Link to={pathTo.environment(id)}>{name}</Link> },
        ...(namesRepository ? [repositoryColumn(names)] : []),
        {
          title: "Stands there",
          cell: ({ currentVersion, currentCommit }) =>
            currentCommit === undefined ? (
              "nothing yet"
            ) : (
              <>
                {currentVersion} <Commit id={currentCommit} />
              </>
            ),
        },
        { title: "Rules", rank: 2, cell: ({ rules }) => ruleWords(rules).join(", ") },
        {
          title: "Seen at",
          rank: 3,
          cell: ({ url }) =>
            url === undefined ? null : (
              <a href={url} rel="noreferrer">
                {url}
              </a>
            ),
        },
      ]}
      rowKey={({ id }) => id}
      empty={
        onClear !== undefined && Object.keys(chosen).length > 0 ? (
          <NothingLikeThat what="environment" onClear={onClear} />
        ) : (
          <EmptyState title="No environments yet">
            A stage that names an environment deploys there; who may deploy, and from which branches, stands in its
            rules.
          </EmptyState>
        )
      }
    />
  );
}
