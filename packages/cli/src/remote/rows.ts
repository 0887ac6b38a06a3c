import type { OutputOf } from "@headrace/app/client";
import type { ArtifactRow } from "@headrace/engine";
import { type StartEvent, startEvents } from "@headrace/execution";
import type { StageExecutionRow } from "@headrace/store";
import type { ShownExecution } from "../input/records.ts";
import type { ShownDiagnostic } from "../output/print-diagnostics.ts";

export type RemoteExecution = OutputOf<"executions.list">["items"][number];

/** A server's execution as rows of a data directory have it. */
export function executionRow(execution: RemoteExecution): ShownExecution {
  const { id, number, pipeline, state, outcome, exitCode, event, branch, commit, rerunOf, lastSeq } = execution;
  const { awaitsApproval, awaitsDeployer } = execution;
  return {
    id,
    pipeline: pipeline.name,
    number,
    event: startEventOf(event),
    branch,
    commit,
    status: state === "ended" ? "finished" : state === "queued" ? "created" : "running",
    createdAt: Date.parse(execution.createdAt),
    lastSeq,
    ...(awaitsApproval ? { awaitsApproval } : {}),
    ...(awaitsDeployer ? { awaitsDeployer } : {}),
    ...optional({ outcome, exitCode, rerunOf, durationMs: execution.durationMs }),
    ...times({ startedAt: execution.startedAt, finishedAt: execution.finishedAt }),
  };
}

export function stageRows(execution: OutputOf<"executions.get">): readonly StageExecutionRow[] {
  return execution.stages.map((stage) => {
    const { stage: id, instance, status, attempt, allowed, reused, outcome, exitCode, environment, message } = stage;
    return {
      executionId: execution.id,
      stage: id,
      instance,
      status,
      attempt,
      allowed,
      reused,
      ...optional({ outcome, exitCode, environment, message, durationMs: stage.durationMs }),
      ...times({ queuedAt: stage.queuedAt, startedAt: stage.startedAt, finishedAt: stage.finishedAt }),
    };
  });
}

export function artifactRow(artifact: OutputOf<"artifacts.list">["items"][number]): ArtifactRow {
  const { id, executionId, name, digest, size, files } = artifact;
  return {
    id,
    executionId,
    stage: artifact.stage ?? "",
    instance: artifact.instance ?? "",
    attempt: artifact.attempt ?? 0,
    name,
    digest,
    size,
    files,
    createdAt: Date.parse(artifact.createdAt),
    ...times({ expiresAt: artifact.expiresAt }),
  };
}

/** What a server says of a definition, as it is printed. */
export function shownDiagnostic({
  mend,
  range,
  ...rest
}: OutputOf<"pipelines.validate">["diagnostics"][number]): ShownDiagnostic {
  return { ...rest, ...optional({ mend, range }) };
}

function startEventOf(text: string): StartEvent {
  return startEvents.find((event) => event === text) ?? "manual";
}

type Present<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

/** Without the keys that have no value. */
function optional<Values extends object>(values: Values): Present<Values> {
  const present: Present<Values> = {};
  return Object.assign(present, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
}

function times<Name extends string>(texts: { readonly [Key in Name]: string | undefined }): { [Key in Name]?: number } {
  const present: { [Key in Name]?: number } = {};
  const known = Object.entries<string | undefined>(texts).filter(([, text]) => text !== undefined);
  return Object.assign(present, Object.fromEntries(known.map(([name, text]) => [name, Date.parse(text ?? "")])));
}
