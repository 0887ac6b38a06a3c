import type { OutputOf } from "@headrace/app/client";
import { RunDialog, type RunRequest } from "../pipelines/run-dialog.tsx";
import { CommitDialog } from "./commit-dialog.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { ProposeDialog } from "./propose-dialog.tsx";
import type { Check } from "./reading.ts";
import { TemplateDialog } from "./template-dialog.tsx";
import type { PipelineDocument } from "./use-document.ts";
import type { Saving } from "./use-saving.ts";
import { VersionsDialog } from "./versions-dialog.tsx";

/** What stands before or below the canvas. */
export type Open =
  | { readonly kind: "nothing" | "versions" | "template" | "forecast" | "propose" }
  /** A message is asked for; then it is run, where that was asked. */
  | { readonly kind: "commit"; readonly request?: RunRequest }
  | { readonly kind: "run"; readonly request: RunRequest };

/** The dialogs of a saved pipeline: at most one of them is open. */
export function SavedDialogs({
  open,
  pipeline,
  document,
  saving,
  check,
  missing,
  onKeep,
  onClose,
}: {
  readonly open: Open;
  readonly pipeline: OutputOf<"pipelines.get">;
  readonly document: PipelineDocument;
  readonly saving: Saving;
  /** Undefined until the text has been read. */
  readonly check: Check | undefined;
  /** What a run would lack. */
  readonly missing: readonly string[];
  readonly onKeep: (message: string, request: RunRequest | undefined) => void;
  readonly onClose: () => void;
}) {
  if (saving.conflict !== undefined) {
    const { conflict } = saving;
    return (
      <ConflictDialog
        conflict={conflict}
        onClose={() => {
          saving.dismiss();
          onClose();
        }}
        onKeep={(text) => {
          saving.settle(conflict);
          document.replace(text, "Settle the conflict");
        }}
      />
    );
  }
  switch (open.kind) {
    case "commit":
    case "propose": {
      if (saving.kept.kind !== "file" || document.text === saving.saved) return null;
      const change = {
        file: saving.kept,
        before: saving.saved,
        after: document.text,
        busy: saving.isSaving,
        problem: saving.problem,
        onClose,
      };
      if (open.kind === "commit") {
        const { request } = open;
        return (
          <CommitDialog {...change} runs={request !== undefined} onCommit={(message) => onKeep(message, request)} />
        );
      }
      return (
        <ProposeDialog
          {...change}
          onPropose={async (proposal) => {
            if (await saving.propose(document.text, proposal)) onClose();
          }}
        />
      );
    }
    case "run":
      return check === undefined ? null : (
        <RunDialog
          pipeline={pipeline}
          parameters={check.parameters}
          missing={missing}
          request={open.request}
          onClose={onClose}
        />
      );
    case "versions":
      return (
        <VersionsDialog
          pipeline={pipeline.id}
          onRestore={(text, version) => {
            document.replace(text, `Restore version ${version}`);
            onClose();
          }}
          onClose={onClose}
        />
      );
    case "template":
      return <TemplateDialog pipeline={pipeline.id} name={pipeline.name} onClose={onClose} />;
    case "forecast":
    case "nothing":
      return null;
  }
}
