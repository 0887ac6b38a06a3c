import { Problem } from "@headrace/app/client";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../../client/use-action.ts";
import { FormDialog, type FormField } from "../../../common/form-dialog.tsx";
import { givenText, listOf, textOf } from "../../../common/form-values.ts";
import type { HostKind } from "../../../common/host-title.ts";
import { sentence } from "../../../common/sentence.ts";
import { pathTo } from "../../../shell/path-to.ts";
import { readPairs } from "./read-pairs.ts";
import type { Host } from "./use-host.ts";

/** Starts a pipeline of the host there, and leads to the execution that it is here. */
export function RunThere({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) {
  const { repository, kind, title, note } = host;
  const navigate = useNavigate();
  const [fault, setFault] = useState<Problem | null>(null);
  const run = useAction("repositories.execute", {
    changesOnly: ["executions.list"],
    onDone: ({ id }) => void navigate(pathTo.execution(id)),
  });
  const said = note("runs.start");
  return (
    <FormDialog
      title={`Run on ${title}`}
      button="Run"
      fields={fieldsOf(kind)}
      initial={{ branch: repository.defaultBranch }}
      busy={run.isPending || run.isSuccess}
      problem={fault ?? run.error}
      onChange={() => setFault(null)}
      onSubmit={(values) => {
        const pairs = readPairs(textOf(values, "variables"));
        if ("fault" in pairs) {
          const faults = [{ path: "variables", message: pairs.fault }];
          setFault(new Problem("invalid-input", pairs.fault, { mend: "write NAME=value", faults }));
          return;
        }
        run.mutate({
          repository: repository.id,
          ...givenText(values, "pipeline"),
          ...givenText(values, "branch"),
          ...givenText(values, "tag"),
          ...givenText(values, "commit"),
          variables: pairs.values,
          secured: listOf(values, "secured"),
        });
      }}
      onClose={onClose}
    >
      {said === undefined ? undefined : <p>{sentence(said)}</p>}
    </FormDialog>
  );
}

function fieldsOf(kind: HostKind): readonly FormField[] {
  const where: readonly FormField[] = [
    { name: "branch", label: "Branch", optional: true },
    { name: "tag", label: "Or tag", optional: true },
  ];
  if (kind === "github") {
    return [
      { name: "pipeline", label: "Workflow", placeholder: "ci.yml", hint: "Its file in .github/workflows" },
      ...where,
      { name: "variables", label: "Inputs", kind: "long", optional: true, hint: "NAME=value, one a line" },
    ];
  }
  return [
    {
      name: "pipeline",
      label: "Custom pipeline",
      optional: true,
      placeholder: "The pipeline of the branch or tag",
      hint: "By its name in bitbucket-pipelines.yml",
    },
    ...where,
    { name: "commit", label: "Commit", optional: true, placeholder: "The newest" },
    { name: "variables", label: "Variables", kind: "long", optional: true, hint: "NAME=value, one a line" },
    {
      name: "secured",
      label: "Of these, secured",
      kind: "words",
      optional: true,
      hint: "Names whose values nobody sees",
    },
  ];
}
