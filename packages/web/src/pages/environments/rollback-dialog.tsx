import type { OutputOf } from "@headrace/app/client";
import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText } from "../../common/form-values.ts";
import { pathTo } from "../../shell/path-to.ts";

/** Brings an earlier deployment back, by running what deployed it once more. */
export function RollbackDialog({
  environment,
  deployment,
  onClose,
}: {
  readonly environment: OutputOf<"environments.get">;
  readonly deployment: string;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const rollback = useAction("environments.rollback", {
    changes: ["deployments", "executions"],
    onDone: ({ id }) => void navigate(pathTo.execution(id)),
  });
  return (
    <FormDialog
      title={`Bring it back to ${environment.name}?`}
      button="Bring it back"
      danger
      fields={[{ name: "reason", label: "Why", optional: true, kind: "long" }]}
      busy={rollback.isPending}
      problem={rollback.error}
      onSubmit={(values) =>
        rollback.mutate({ environment: environment.id, deployment, ...givenText(values, "reason") })
      }
      onClose={onClose}
    >
      <p>What deployed it runs once more, with the same commit and artifacts. The rules of the environment hold.</p>
    </FormDialog>
  );
}
