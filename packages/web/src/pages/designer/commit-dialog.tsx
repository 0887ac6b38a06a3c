import type { Problem } from "@headrace/app/client";
import { parsePipeline } from "@headrace/pipeline";
import { describeDiff, diffPipelines } from "@headrace/pipeline/diff";
import { useState } from "react";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import type { Kept } from "./kept.ts";

/** What the commit is called that keeps a drawing in its repository. */
export function CommitDialog({
  file,
  before,
  after,
  runs,
  busy,
  problem,
  onCommit,
  onClose,
}: {
  readonly file: Extract<Kept, { kind: "file" }>;
  readonly before: string;
  readonly after: string;
  /** Whether it is run then. */
  readonly runs: boolean;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onCommit: (message: string) => void;
  readonly onClose: () => void;
}) {
  const [message] = useState(() => messageOf(before, after) || `Change ${file.path}`);
  return (
    <FormDialog
      title={`Commit to ${file.branch}`}
      button={runs ? "Commit and run" : "Commit"}
      fields={[{ name: "message", label: "Message" }]}
      initial={{ message }}
      busy={busy}
      problem={problem}
      onSubmit={(values) => onCommit(textOf(values, "message"))}
      onClose={onClose}
    >
      <p>
        Only <code>{file.path}</code> changes, and you are the author.
      </p>
    </FormDialog>
  );
}

/** Empty where a text cannot be read, and where only its comments and its form differ. */
export function messageOf(before: string, after: string): string {
  const [old, now] = [parsePipeline(before).pipeline, parsePipeline(after).pipeline];
  return old === null || now === null ? "" : describeDiff(diffPipelines(old, now));
}
