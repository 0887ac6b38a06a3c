import type { Problem } from "@headrace/app/client";
import { useState } from "react";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { messageOf } from "./commit-dialog.tsx";
import type { Kept } from "./kept.ts";

export interface Proposal {
  /** The pull request's title, and the commit's message. */
  readonly title: string;
  readonly description: string;
}

/** What the pull request is called by which a drawing is proposed to its repository. */
export function ProposeDialog({
  file,
  before,
  after,
  busy,
  problem,
  onPropose,
  onClose,
}: {
  readonly file: Extract<Kept, { kind: "file" }>;
  readonly before: string;
  readonly after: string;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onPropose: (proposal: Proposal) => void;
  readonly onClose: () => void;
}) {
  const [title] = useState(() => (messageOf(before, after) || `Change ${file.path}`).slice(0, 250));
  return (
    <FormDialog
      title={`Propose it to ${file.branch}`}
      button="Open a pull request"
      fields={[
        { name: "title", label: "Title" },
        { name: "description", label: "Description", kind: "long", optional: true },
      ]}
      initial={{ title }}
      busy={busy}
      problem={problem}
      onSubmit={(values) => onPropose({ title: textOf(values, "title"), description: textOf(values, "description") })}
      onClose={onClose}
    >
      <p>
        Only <code>{file.path}</code> changes, on a branch of its own; <code>{file.branch}</code> stays as it is until
        the pull request is merged.
      </p>
    </FormDialog>
  );
}
