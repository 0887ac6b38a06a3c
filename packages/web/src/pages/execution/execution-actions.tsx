import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { sentence } from "../../common/sentence.ts";
import { usePageActions } from "../../shell/actions.tsx";
import { pathTo } from "../../shell/path-to.ts";
import { RerunDialog } from "./rerun-dialog.tsx";
import type { WatchedExecution } from "./use-execution.ts";
import { useRemoteRefusals } from "./use-remote-refusals.ts";

/** What can be done with an execution. */
export function ExecutionActions({ watched }: { readonly watched: WatchedExecution }) {
  const { detail, live, ended } = watched;
  const { message } = App.useApp();
  const navigate = useNavigate();
  const mayRun = useMay("pipeline.run");
  const mayControl = useMay("execution.control");
  const [dialog, setDialog] = useState(false);
  const rerun = useAction("executions.rerun", {
    onDone: ({ id }) => void navigate(pathTo.execution(id)),
  });
  const cancel = useAction("executions.cancel", { onDone: () => void message.info("Asked to end") });
  const refused = useRemoteRefusals(detail);
  const cancelling = live.state?.status === "cancelling";
  const mayRunPart = ended && detail.outcome !== "success" && refused.rerunPart === undefined;
  const command = `headrace reproduce ${detail.id} --server ${window.location.origin}`;
  const say = (error: { readonly message: string }): void => void message.error(sentence(error.message));

  const again = (part: "all" | "failed"): void => rerun.mutate({ execution: detail.id, part }, { onError: say });
  const stop = (): void => cancel.mutate({ execution: detail.id, force: cancelling }, { onError: say });
  const copy = (): void =>
    void navigator.clipboard.writeText(command).then(
      () => message.info(`Copied: ${command}`),
      () => message.info(command),
    );

  const section = "Execution";
  usePageActions([
    ...(ended && mayRun && refused.rerun === undefined
      ? [
          { name: "Run again", section, run: () => again("all") },
          ...(mayRunPart ? [{ name: "Run again what failed", section, run: () => again("failed") }] : []),
          ...(detail.remote === undefined
            ? [{ name: "Run again with other parameters", section, run: () => setDialog(true) }]
            : []),
        ]
      : []),
    ...(!ended && mayControl && refused.stop === undefined
      ? [{ name: "Cancel this execution", section, run: stop }]
      : []),
    ...(refused.reproduce === undefined
      ? [{ name: "Copy the command that reproduces it here", section, run: copy }]
      : []),
  ]);

  return (
    <>
      <Button onClick={copy} disabled={refused.reproduce !== undefined} title={refused.reproduce ?? command}>
        Reproduce
      </Button>
      {!ended && mayControl ? (
        <Button
          danger
          loading={cancel.isPending}
          disabled={refused.stop !== undefined}
          title={refused.stop}
          onClick={stop}
        >
          {cancelling ? "End at once" : "Cancel"}
        </Button>
      ) : null}
      {ended && mayRun ? (
        <Dropdown
          trigger={["click"]}
          disabled={refused.rerun !== undefined}
          menu={{
            items: [
              { key: "all", label: "All stages", onClick: () => again("all") },
              ...(mayRunPart ? [{ key: "failed", label: "Only what failed", onClick: () => again("failed") }] : []),
              ...(detail.remote === undefined
                ? [
                    {
                      key: "with",
                      label: "With changes: from a stage, other parameters",
                      onClick: () => setDialog(true),
                    },
                  ]
                : []),
            ],
          }}
        >
          <Button type="primary" loading={rerun.isPending} disabled={refused.rerun !== undefined} title={refused.rerun}>
            Run again
          </Button>
        </Dropdown>
      ) : null}
      {dialog ? <RerunDialog watched={watched} onClose={() => setDialog(false)} /> : null}
    </>
  );
}
