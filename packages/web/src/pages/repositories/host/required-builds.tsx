import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "../../../client/use-action.ts";
import { useAll } from "../../../client/use-all.ts";
import { useMay } from "../../../client/use-me.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { givenText, listOf } from "../../../common/form-values.ts";
import { OperationList } from "../../../common/operation-list.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { Visible } from "../../../common/visible.tsx";
import { pathTo } from "../../../shell/path-to.ts";
import { HostSection } from "./host-section.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** What the host demands before a pull request is merged. */
export function RequiredBuilds({ host }: { readonly host: Host }) {
  const { repository, title, why } = host;
  const mayWrite = useMay("repository.write");
  const [adding, setAdding] = useState(false);
  const pipelines = useAll("pipelines.list", { repository: repository.id }).items ?? [];
  const names = new Map(pipelines.map(({ id, name }) => [id, name]));
  const changesOnly = ["repositories.required-builds"] as const;
  const require = useAction("repositories.require-builds", { changesOnly, onDone: () => setAdding(false) });
  const none =
    pipelines.length === 0 ? "There is no pipeline of this repository here that could be required." : undefined;
  return (
    <HostSection
      title="Required builds"
      host={host}
      reads="required-builds.read"
      actions={
        mayWrite ? (
          <ReasonedButton why={why("required-builds.write") ?? none} onClick={() => setAdding(true)}>
            Require builds
          </ReasonedButton>
        ) : undefined
      }
    >
      <OperationList
        label="Required builds"
        operation="repositories.required-builds"
        input={{ repository: repository.id }}
        freshFor={freshFor}
        columns={[
          { title: "Merged into", cell: ({ branch }) => branch ?? "every branch" },
          {
            title: "Must have succeeded",
            cell: ({ pipelines: ours, others }) => (
              <>
                {ours.map((id, place) => (
                  <span key={id}>
                    {place === 0 ? "" : ", "}
                    <Link to={pathTo.pipeline(id)}>
                      <Visible>{names.get(id) ?? "a pipeline"}</Visible>
                    </Link>
                  </span>
                ))}
                {others.map((key, place) => (
                  <span key={key}>
                    {place + ours.length === 0 ? "" : ", "}
                    <code title="Of another system">
                      <Visible>{key}</Visible>
                    </code>
                  </span>
                ))}
              </>
            ),
          },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ id, branch }) =>
              mayWrite ? (
                <RowActions>
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="repositories.release-builds"
                    input={{ repository: repository.id, condition: id }}
                    question={`Require these builds of ${branch ?? "every branch"} no more?`}
                    changesOnly={changesOnly}
                    why={why("required-builds.write")}
                  >
                    <p>Pull requests can then be merged on {title} without them, also while they fail.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No build is required">
            {`${title} merges pull requests whatever their builds say. Required ones must have succeeded first.`}
          </EmptyState>
        }
      />
      {adding ? (
        <FormDialog
          title="Require builds"
          button="Require them"
          fields={[
            {
              name: "pipelines",
              label: "These must have succeeded",
              kind: "choices",
              choices: pipelines.map(({ id, name }) => ({ value: id, label: name })),
            },
            {
              name: "branch",
              label: "To merge into",
              optional: true,
              placeholder: "Every branch",
              hint: "A branch, or a pattern such as release/**",
            },
          ]}
          initial={{ pipelines: pipelines.length === 1 ? pipelines.map(({ id }) => id) : [] }}
          busy={require.isPending}
          problem={require.error}
          onSubmit={(values) =>
            require.mutate({
              repository: repository.id,
              pipelines: listOf(values, "pipelines"),
              ...givenText(values, "branch"),
            })
          }
          onClose={() => setAdding(false)}
        />
      ) : null}
    </HostSection>
  );
}
