import type { InputOf, OutputOf } from "@headrace/app/client";
import { useAction } from "../../../client/use-action.ts";
import { FormDialog } from "../../../common/form-dialog.tsx";
import { listOf, textOf } from "../../../common/form-values.ts";

/** A runner, before its machine is there. */
export function AddHostRunner({
  place,
  title,
  onDone,
  onClose,
}: {
  readonly place: Pick<InputOf<"repositories.add-host-runner">, "repository" | "level">;
  readonly title: string;
  readonly onDone: (made: OutputOf<"repositories.add-host-runner">) => void;
  readonly onClose: () => void;
}) {
  const add = useAction("repositories.add-host-runner", { changesOnly: ["repositories.host-runners"], onDone });
  return (
    <FormDialog
      title={`New runner on ${title}`}
      button="Make it"
      fields={[
        { name: "name", label: "Name", placeholder: "big" },
        { name: "labels", label: "Labels", kind: "words", hint: "By which steps choose it, as runs-on says" },
      ]}
      initial={{ labels: ["self.hosted", "linux"] }}
      busy={add.isPending}
      problem={add.error}
      onSubmit={(values) => add.mutate({ ...place, name: textOf(values, "name"), labels: listOf(values, "labels") })}
      onClose={onClose}
    />
  );
}
