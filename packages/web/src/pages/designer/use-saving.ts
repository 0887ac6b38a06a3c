import type { Problem } from "@headrace/app/client";
import { useCallback, useState } from "react";
import { useAction } from "../../client/use-action.ts";
import type { Kept } from "./kept.ts";
import type { Proposal } from "./propose-dialog.tsx";

export interface SavedText {
  readonly pipeline: string;
  readonly text: string;
  readonly kept: Kept;
}

/** Two texts that were made of one: somebody else saved in between. */
export interface Conflict {
  /** What is kept by now. */
  readonly current: Kept;
  readonly theirs: string;
  readonly mine: string;
  readonly message: string;
}

export interface Proposed {
  readonly id: string;
  readonly url: string;
  readonly text: string;
}

export interface Saving {
  readonly kept: Kept;
  /** The text as it is kept. */
  readonly saved: string;
  readonly isSaving: boolean;
  readonly problem: Problem | null;
  readonly conflict: Conflict | undefined;
  /** Whether it could be saved. */
  readonly save: (text: string, message?: string) => Promise<boolean>;
  /** The same by a pull request: what is kept stays as it is until that is merged. */
  readonly propose: (text: string, proposal: Proposal) => Promise<boolean>;
  /** The last one that was opened. */
  readonly proposed: Proposed | undefined;
  /** Goes on from the version that somebody else saved. */
  readonly settle: (conflict: Pick<Conflict, "current" | "theirs">) => void;
  readonly dismiss: () => void;
}

/** Keeps a pipeline's text; nobody's version is overwritten unseen. */
export function useSaving({ pipeline, text: initial, kept: first }: SavedText): Saving {
  const [{ text: saved, kept }, setBase] = useState({ text: initial, kept: first });
  const [conflict, setConflict] = useState<Conflict | undefined>(undefined);
  const [proposed, setProposed] = useState<Proposed | undefined>(undefined);
  const put = useAction("pipelines.put");
  const commit = useAction("pipelines.commit");
  const { mutateAsync: putText, reset: resetPut } = put;
  const { mutateAsync: commitText, reset: resetCommit } = commit;
  const save = useCallback(
    async (text: string, message = "") => {
      try {
        if (kept.kind === "stored") {
          const { version } = await putText({ pipeline, ifMatch: `"${kept.version}"`, text, message });
          setBase({ text, kept: { kind: "stored", version } });
        } else {
          const { branch, digest } = await commitText({
            pipeline,
            branch: kept.branch,
            ifMatch: kept.digest,
            text,
            message,
          });
          setBase({ text, kept: { ...kept, branch, digest } });
        }
        setConflict(undefined);
        return true;
      } catch (problem) {
        setConflict(conflictOf(problem, text, kept));
        return false;
      }
    },
    [putText, commitText, pipeline, kept],
  );
  const propose = useCallback(
    async (text: string, { title, description }: Proposal) => {
      if (kept.kind !== "file") return false;
      try {
        const { branch, digest: ifMatch } = kept;
        const pull = { title, description };
        const made = await commitText({ pipeline, branch, ifMatch, text, message: title, pullRequest: pull });
        if (made.pullRequest !== undefined) setProposed({ ...made.pullRequest, text });
        setConflict(undefined);
        return true;
      } catch (problem) {
        setConflict(conflictOf(problem, text, kept));
        return false;
      }
    },
    [commitText, pipeline, kept],
  );
  const dismiss = useCallback(() => {
    setConflict(undefined);
    resetPut();
    resetCommit();
  }, [resetPut, resetCommit]);
  const settle = useCallback(
    ({ current, theirs }: Pick<Conflict, "current" | "theirs">) => {
      setBase({ text: theirs, kept: current });
      dismiss();
    },
    [dismiss],
  );
  const error = put.error ?? commit.error;
  const problem = conflict === undefined && error !== null && error.code !== "version-conflict" ? error : null;
  const isSaving = put.isPending || commit.isPending;
  return { kept, saved, isSaving, problem, conflict, save, propose, proposed, settle, dismiss };
}

function conflictOf(problem: unknown, mine: string, kept: Kept): Conflict | undefined {
  if (!(problem instanceof Error) || member(problem, "code") !== "version-conflict") return undefined;
  const detail = member(problem, "detail");
  const theirs = member(detail, "currentText");
  const current = member(detail, "current");
  if (typeof theirs !== "string") return undefined;
  if (kept.kind === "stored") {
    if (typeof current !== "number") return undefined;
    return { current: { kind: "stored", version: current }, theirs, mine, message: problem.message };
  }
  if (typeof current !== "string") return undefined;
  return { current: { ...kept, digest: current }, theirs, mine, message: problem.message };
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
