import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { ReasonedButton } from "../../common/reasoned-button.tsx";
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
      <ReasonedButton why={refused.reproduce} title={command} onClick={copy}>
        Reproduce
      </ReasonedButton>
      {!ended && mayControl ? (
        <ReasonedButton why={refused.stop} danger loading={cancel.isPending} onClick={stop}>
          {cancelling ? "End at once" : "Cancel"}
        </ReasonedButton>
      ) : null}
      {ended && mayRun && refused.rerun === undefined ? (
        <Dropdown
          trigger={["click"]}
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
          <Button type="primary" loading={rerun.isPending}>
            Run again
          </Button>
        </Dropdown>
      ) : null}
      {ended && mayRun && refused.rerun !== undefined ? (
        <ReasonedButton why={refused.rerun}>Run again</ReasonedButton>
      ) : null}
      {dialog ? <RerunDialog watched={watched} onClose={() => setDialog(false)} /> : null}
    </>
  );
}
