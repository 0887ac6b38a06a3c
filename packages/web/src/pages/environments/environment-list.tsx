import { Link } from "react-router";
import { Commit } from "../../common/commit.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { pathTo } from "../../shell/path-to.ts";
import { ruleWords } from "./rule-words.ts";

/** The environments of a repository, with what stands in each. */
export function EnvironmentList({ repository }: { readonly repository: string }) {
  return (
    <OperationList
      label="Environments"
      operation="environments.list"
      input={{ repository }}
      every={10_000}
      columns={[
        { title: "Environment", cell: ({ id, name }) => <Link to={pathTo.environment(id)}>{name}</Link> },
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
        <EmptyState title="No environments yet">
          A stage that names an environment deploys there; who may deploy, and from which branches, stands in its rules.
        </EmptyState>
      }
    />
  );
}
