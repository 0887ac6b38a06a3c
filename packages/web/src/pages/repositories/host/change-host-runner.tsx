import type { InputOf } from "@headrace/app/client";
import { useAction } from "../../../client/use-action.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { flagOf, listOf, textOf } from "../../../common/form-values.ts";
import type { Host } from "./use-host.ts";

/** Another name, other labels, or nothing new for a runner; GitHub changes the labels only. */
export function ChangeHostRunner({
  place,
  host: { kind, title },
  runner: { id, name, labels, state },
  onClose,
}: {
  readonly place: Pick<InputOf<"repositories.add-host-runner">, "repository" | "level">;
  readonly host: Host;
  readonly runner: ItemOf<"repositories.host-runners">;
  readonly onClose: () => void;
}) {
  const change = useAction("repositories.change-host-runner", {
    changesOnly: ["repositories.host-runners"],
    onDone: onClose,
  });
  const isWhole = kind === "bitbucket-cloud";
  const isEnabled = state !== "disabled";
  return (
    <FormDialog
      title={`Change ${name} on ${title}`}
      button="Save"
      fields={[
        ...(isWhole ? ([{ name: "name", label: "Name" }] as const) : []),
        { name: "labels", label: "Labels", kind: "words", optional: !isWhole },
        ...(isWhole ? ([{ name: "enabled", label: "Takes new steps", kind: "switch" }] as const) : []),
      ]}
      initial={{ name, labels, enabled: isEnabled }}
      busy={change.isPending}
      problem={change.error}
      onSubmit={(values) =>
        change.mutate({
          ...place,
          runner: id,
          labels: listOf(values, "labels"),
          ...(isWhole ? { name: textOf(values, "name") } : {}),
          ...(isWhole && flagOf(values, "enabled") !== isEnabled ? { enabled: flagOf(values, "enabled") } : {}),
        })
      }
      onClose={onClose}
    />
  );
}
