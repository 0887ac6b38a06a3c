import { useAction } from "../../../client/use-action.ts";
import { useMay } from "../../../client/use-me.ts";
import { EmptyState } from "../../../common/empty-state.tsx";
import { OperationList } from "../../../common/operation-list.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { HostSection } from "./host-section.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** What the host runs by files of the repository, and what of it is disabled there. */
export function HostWorkflows({ host }: { readonly host: Host }) {
  const { repository, title, why } = host;
  const mayWrite = useMay("pipeline.write");
  const turn = useAction("repositories.switch-host-workflow", { changesOnly: ["repositories.host-workflows"] });
  return (
    <HostSection title="Workflows" host={host} reads="workflows.read">
      {turn.error === null ? null : <ProblemNotice problem={turn.error} />}
      <OperationList
        label="Workflows"
        operation="repositories.host-workflows"
        input={{ repository: repository.id }}
        freshFor={freshFor}
        columns={[
          {
            title: "Workflow",
            cell: ({ name, url }) => (
              <a href={url} rel="noreferrer">
                {name}
              </a>
            ),
          },
          { title: "File", rank: 2, cell: ({ path }) => <code>{path}</code> },
          { title: "State", narrow: true, cell: ({ state }) => words.get(state) ?? state },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ id, name, enabled, state }) =>
              mayWrite ? (
                <RowActions>
                  <ReasonedButton
                    type="text"
                    size="small"
                    why={why("workflows.write") ?? (state === "deleted" ? gone : undefined)}
                    loading={turn.isPending && turn.variables.workflow === id}
                    aria-label={`${enabled ? "Disable" : "Enable"} ${name}`}
                    onClick={() => turn.mutate({ repository: repository.id, workflow: id, enabled: !enabled })}
                  >
                    {enabled ? "Disable" : "Enable"}
                  </ReasonedButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No workflows">
            {`What ${title} runs by files of the repository in .github/workflows stands here.`}
          </EmptyState>
        }
      />
    </HostSection>
  );
}

const gone = "Its file is not on the default branch any more.";

/** GitHub's own, for people. */
const words: ReadonlyMap<string, string> = new Map([
  ["active", "enabled"],
  ["deleted", "its file is gone"],
  ["disabled_manually", "disabled"],
  ["disabled_inactivity", "disabled: nothing happened in the repository for 60 days"],
  ["disabled_fork", "disabled: GitHub runs those of a fork only once somebody agrees"],
]);
