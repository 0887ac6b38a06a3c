import { Problem } from "@headrace/app";
import { z } from "zod";

/** Where reading a log goes on, and in which one: of an execution, or of an attempt of a stage. */
export interface LogPosition {
  readonly execution: string;
  readonly stage?: string | undefined;
  readonly attempt?: number | undefined;
  readonly from: number;
}

const kept = z.tuple([z.string(), z.string().nullable(), z.int().min(1).nullable(), z.int().min(1)]);

export function logCursorOf({ execution, stage, attempt, from }: LogPosition): string {
  return Buffer.from(JSON.stringify([execution, stage ?? null, attempt ?? null, from])).toString("base64url");
}

/** Throws `invalid-input` for what is no cursor, or one of another log: its lines would be taken for those of this one. */
export function logPositionOf(cursor: string, { execution, stage }: Omit<LogPosition, "from">): LogPosition {
  const [ofExecution, ofStage, attempt, from] = kept.safeParse(parsed(cursor)).data ?? [];
  if (from !== undefined && ofExecution === execution && (ofStage ?? undefined) === stage)
    return { execution, stage, attempt: attempt ?? undefined, from };
  throw new Problem("invalid-input", "the cursor is not of this log", {
    mend: "give it with the execution and the stage of the answer it came from, or leave it out",
    faults: [{ path: "cursor", message: "not of this execution and stage" }],
  });
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
