import type { InputOf, OutputOf } from "@headrace/app/client";
import { useState } from "react";
import { useAction } from "../../../client/use-action.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { FormDialog, type FormValues } from "../../../common/form-dialog.tsx";
import { flagOf, givenText, listOf, textOf } from "../../../common/form-values.ts";
import { SyncDifference } from "./sync-difference.tsx";
import type { SyncSource } from "./use-sync-source.ts";

export interface SyncVariablesProps {
  /** The host's. */
  readonly title: string;
  readonly source: SyncSource;
  /** On the host. */
  readonly environments: readonly ItemOf<"repositories.host-environments">[];
  readonly onClose: () => void;
}

const valuePrefix = "value of ";

/** Writes the variables of an environment here to the host: shows first what would change there. */
export function SyncVariables({ title, source, environments, onClose }: SyncVariablesProps) {
  const [values, setValues] = useState<FormValues>({});
  const [found, setFound] = useState<OutputOf<"pipelines.sync-env">>();
  const changesOnly = ["repositories.host-variables"] as const;
  const look = useAction("pipelines.sync-env", { changesOnly: [], onDone: setFound });
  const write = useAction("pipelines.sync-env", { changesOnly, onDone: onClose });
  const names = listOf(values, "secured");

  const asked = (): InputOf<"pipelines.sync-env"> => ({
    pipeline: source.pipeline,
    environment: textOf(values, "environment"),
    ...givenText(values, "hostEnvironment"),
    secured: Object.fromEntries(names.map((name) => [name, String(values[valuePrefix + name] ?? "")])),
    remove: flagOf(values, "remove"),
  });

  if (found !== undefined) {
    const isSame = found.changes.every(({ change }) => change === "same" || change === "kept");
    return (
      <FormDialog
        key="found"
        title={isSame ? `Nothing to write to ${title}` : `Write this to ${title}?`}
        button={isSame ? "Close" : "Write it"}
        danger={found.changes.some(({ change }) => change === "remove")}
        fields={[]}
        busy={write.isPending}
        problem={write.error}
        onSubmit={() => (isSame ? onClose() : write.mutate({ ...asked(), digest: found.digest }))}
        onClose={() => {
          write.reset();
          setFound(undefined);
        }}
      >
        <SyncDifference title={title} changes={found.changes} />
      </FormDialog>
    );
  }
  return (
    <FormDialog
      key="asked"
      title={`Sync variables to ${title}`}
      button="Show what would change"
      fields={[
        {
          name: "environment",
          label: "Environment here",
          kind: "choice",
          choices: source.environments.map((name) => ({ value: name, label: name })),
        },
        {
          name: "hostEnvironment",
          label: `To, on ${title}`,
          kind: "choice",
          optional: true,
          placeholder: "The repository itself",
          choices: environments.map(({ id, name }) => ({ value: id, label: name })),
        },
        {
          name: "secured",
          label: "Secured ones to write too",
          kind: "words",
          optional: true,
          hint: "Their names. Their values are asked for: those kept here are given to stages alone.",
        },
        ...names.map((name) => ({ name: valuePrefix + name, label: name, kind: "password" }) as const),
        {
          name: "remove",
          label: "Remove there what is not here",
          kind: "switch",
          hint: "Never what is secured",
        },
      ]}
      initial={values}
      busy={look.isPending}
      problem={look.error}
      onChange={setValues}
      onSubmit={(entered) => {
        setValues(entered);
        look.mutate(asked());
      }}
      onClose={onClose}
    >
      <p>What an environment here has for variables is written there. You see first what would change.</p>
    </FormDialog>
  );
}
