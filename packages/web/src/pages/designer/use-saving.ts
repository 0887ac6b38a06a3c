import type { OutputOf, Problem } from "@headrace/app/client";
import { useCallback, useState } from "react";
import { useAction } from "../../client/use-action.ts";

export type StoredPipeline = OutputOf<"pipelines.get">;

/** Two texts that were made of one: somebody else saved in between. */
export interface Conflict {
  readonly current: number;
  readonly theirs: string;
  readonly mine: string;
  readonly message: string;
}

export interface Saving {
  readonly version: number;
  /** The text as the server has it. */
  readonly saved: string;
  readonly isSaving: boolean;
  readonly problem: Problem | null;
  readonly conflict: Conflict | undefined;
  /** Gives the new version, or undefined where it could not be saved. */
  readonly save: (text: string, message?: string) => Promise<number | undefined>;
  /** Goes on from the version that somebody else saved. */
  readonly settle: (conflict: Conflict) => void;
  readonly dismiss: () => void;
}

/** Keeps a pipeline's text on the server; nobody's version is overwritten unseen. */
export function useSaving(pipeline: StoredPipeline): Saving {
  const [base, setBase] = useState({ version: pipeline.version, text: pipeline.text ?? "" });
  const [conflict, setConflict] = useState<Conflict | undefined>(undefined);
  const put = useAction("pipelines.put");
  const { mutateAsync, isPending, error, reset } = put;
  const save = useCallback(
    async (text: string, message = "") => {
      try {
        const saved = await mutateAsync({ pipeline: pipeline.id, ifMatch: `"${base.version}"`, text, message });
        setBase({ version: saved.version, text });
        setConflict(undefined);
        return saved.version;
      } catch (problem) {
        setConflict(conflictOf(problem, text));
        return undefined;
      }
    },
    [mutateAsync, pipeline.id, base.version],
  );
  const settle = useCallback(
    ({ current, theirs }: Conflict) => {
      setBase({ version: current, text: theirs });
      setConflict(undefined);
      reset();
    },
    [reset],
  );
  const dismiss = useCallback(() => {
    setConflict(undefined);
    reset();
  }, [reset]);
  const problem = conflict === undefined && error !== null && error.code !== "version-conflict" ? error : null;
  return { version: base.version, saved: base.text, isSaving: isPending, problem, conflict, save, settle, dismiss };
}

function conflictOf(problem: unknown, mine: string): Conflict | undefined {
  if (!(problem instanceof Error) || !("code" in problem) || problem.code !== "version-conflict") return undefined;
  const detail: unknown = "detail" in problem ? problem.detail : undefined;
  const theirs = member(detail, "currentText");
  const current = member(detail, "current");
  if (typeof theirs !== "string" || typeof current !== "number") return undefined;
  return { current, theirs, mine, message: problem.message };
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
