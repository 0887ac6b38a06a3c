import type { EventEnvelope, EventOf, EventType } from "../events.ts";
import type { PublicLogLine } from "../public-event.ts";
import type { FieldReferences } from "./field-reference.ts";

export interface EventReference<Type extends EventType> {
  readonly text: string;
  readonly fields: FieldReferences<EventOf<Type>, keyof EventEnvelope | "type">;
}

const stage = { type: "string", text: "The stage's id in the pipeline." };
const instance = { type: "string", text: "The stage's id, or of a matrix the instance: `test (22, postgres)`." };
const attempt = { type: "number", text: "The attempt, counted from 1; 0 where it came to none." };
const ofInstance = { stage, instance };
const ofAttempt = { ...ofInstance, attempt };
const outcome = {
  type: "string",
  text: "`success`, `failed`, `timedOut`, `outOfMemory`, `infrastructure`, `cancelled`, `rejected` or `skipped`.",
};
const exitCode = { type: "number or null", text: "Of the step that decided it; null where no process exited." };
const durationMs = { type: "number", text: "Milliseconds." };
const outputs = { type: "object", text: "The stage's outputs: name to text." };
const cancelReason = {
  type: "string",
  text: "`requested`, `timedOut` (the pipeline's timeout), `failFast`, or `superseded` (by a newer execution of its concurrency group).",
};
const matrixValues = { type: "object", text: "The instance's values, by axis.", optional: true } as const;
const observed = {
  type: "object",
  text: "What expressions read from outside: the call (`hashFiles('src/**')`) to what it gave.",
  optional: true,
} as const;
const outlivesCancel = {
  type: "boolean",
  text: "True where the condition also holds after a cancel (`always()`), so that only a forced one ends it.",
  optional: true,
} as const;
const concurrency = {
  type: "object",
  text: "What it takes turns with: `{ group, limit, cancelInProgress }`.",
  optional: true,
} as const;
const environment = { type: "string", text: "The environment it deploys to.", optional: true } as const;
const ofStep = {
  ...ofAttempt,
  step: { type: "number", text: "The step, counted from 0 within its phase." },
  phase: { type: "string", text: "`steps`, `afterSteps` or `rollback`." },
  name: { type: "string", text: "The step's name." },
};
const cacheKey = { type: "string", text: "The key that was asked for." };
const size = { type: "number", text: "Bytes of the files, before packing." };
const storedFiles = {
  name: { type: "string", text: "The artifact's name." },
  digest: {
    type: "string",
    text: "Digest of the stored archive: its SHA-256, hexadecimal; above 8 MiB made of its parts', as docs/retention.md says.",
  },
  size,
  files: { type: "number", text: "How many files." },
};

/** Every event of the public format. The type makes it complete: a field without its words does not compile. */
export const eventReference: { readonly [Type in EventType]: EventReference<Type> } = {
  "execution.created": {
    text: "The execution exists; always the first event.",
    fields: {
      version: { type: "number", text: "The version of this format." },
      pipeline: { type: "string", text: "The pipeline's name." },
      number: { type: "number", text: "Counts the executions of the pipeline from 1." },
      digest: { type: "string", text: "SHA-256 of the definition's canonical JSON (RFC 8785), hexadecimal." },
      event: { type: "string", text: "`push`, `pull_request`, `tag`, `schedule`, `manual` or `pipeline`." },
      branch: { type: "string", text: "Empty where there is none." },
      commit: { type: "string", text: "Empty where there is none." },
      workspace: { type: "string", text: "`shared` or `isolated`." },
      stages: {
        type: "array",
        text: "The stages that take part, in the file's order: `{ stage, name, needs, group? }`.",
      },
      rerunOf: { type: "string", text: "The id of the execution that this one runs again.", optional: true },
    },
  },
  "execution.started": { text: "Work begins.", fields: {} },
  "execution.resumed": {
    text: "Another process has taken up an execution whose process died.",
    fields: { killedProcesses: { type: "number", text: "Processes that the dead one had left alive." } },
  },
  "execution.cancelling": {
    text: "The execution is being ended before its time; what cleans up still runs.",
    fields: {
      reason: cancelReason,
      force: { type: "boolean", text: "True for a second cancel: what outlived the first ends too." },
    },
  },
  "execution.finished": {
    text: "Every stage is settled; always the last event.",
    fields: {
      outcome: { type: "string", text: "`success`, `failed`, `timedOut` or `cancelled`." },
      exitCode: { type: "number", text: "What `headrace run` exits with: 0, 1 or 130." },
      durationMs: { type: "number", text: "Milliseconds from `execution.started`." },
      attempt: {
        type: "number",
        text: "How many processes worked at it: 1, and one more for each time it was resumed.",
      },
      rolledBack: {
        type: "boolean",
        text: "Present where a deployment failed and its rollback ran: whether every such rollback succeeded.",
        optional: true,
      },
      rollbackReason: { type: "string", text: "Which deployments, and why: `deploy: exit code 1`.", optional: true },
    },
  },
  "stage.expanded": {
    text: "A matrix that reads `needs` has its instances now.",
    fields: {
      stage,
      instances: { type: "array", text: "`{ instance, matrix }`, in the order of the matrix." },
      observed,
    },
  },
  "approval.requested": {
    text: "The needs are settled and the condition holds: people are asked, and nothing is held while it waits for them.",
    fields: {
      ...ofInstance,
      matrix: matrixValues,
      outlivesCancel,
      approvers: { type: "array", text: "People or teams who may approve, as the definition names them." },
      minimum: { type: "number", text: "How many different people must approve. One who rejects is enough to reject." },
      parts: {
        type: "array",
        text: "Where the environment asks for consent too: `{ from, approvers, minimum }` of the stage's and the environment's rule. Each approval counts for one of them.",
        optional: true,
      },
      preventSelfApproval: {
        type: "boolean",
        text: "True where whoever triggered the execution may not approve it.",
      },
      commit: { type: "string", text: "The commit that the consent is for." },
      digest: { type: "string", text: "The definition that it is for: SHA-256 of its canonical JSON, hexadecimal." },
      instructions: { type: "string", text: "Shown to who is asked.", optional: true },
      expiresAt: {
        type: "time",
        text: "When it counts as refused; absent where it waits without limit.",
        optional: true,
      },
      concurrency,
      environment,
      observed,
    },
  },
  "approval.decided": {
    text: "A person has said yes or no.",
    fields: {
      ...ofInstance,
      by: { type: "string", text: "Who." },
      decision: { type: "string", text: "`approve` or `reject`." },
      comment: { type: "string", text: "What was said with it.", optional: true },
    },
  },
  "approval.settled": {
    text: "The approval is over: `stage.queued` follows, or `stage.finished` with the outcome `rejected`.",
    fields: { ...ofInstance, outcome: { type: "string", text: "`approved`, `rejected` or `expired`." } },
  },
  "stage.queued": {
    text: "The needs are settled, the condition holds and who had to approve has: it runs as soon as there is a slot.",
    fields: {
      ...ofInstance,
      matrix: matrixValues,
      outlivesCancel,
      concurrency,
      environment,
      observed,
    },
  },
  "stage.waiting": {
    text: "It waits for a person: a deployment that a crash interrupted is not run again by itself.",
    fields: { ...ofInstance, reason: { type: "string", text: "`interruptedDeployment`." } },
  },
  "stage.started": {
    text: "An attempt begins.",
    fields: {
      ...ofAttempt,
      environment,
    },
  },
  "stage.cancelling": {
    text: "What runs of it is asked to end, with grace.",
    fields: { ...ofInstance, reason: cancelReason },
  },
  "stage.retrying": {
    text: "An attempt ended, and another will follow.",
    fields: {
      ...ofAttempt,
      outcome,
      exitCode,
      durationMs,
      nextAttemptAt: { type: "time", text: "When the next attempt may start." },
      message: { type: "string", text: "Why, where the exit code does not say.", optional: true },
      interrupted: {
        type: "boolean",
        text: "True where the attempt was lost with the process that ran it; it does not count against `retry`.",
        optional: true,
      },
    },
  },
  "stage.skipped": {
    text: "It does not run, or not any more.",
    fields: {
      ...ofInstance,
      reason: {
        type: "string",
        text: "`condition`, `need`, `cancelled` or `failFast`; by the last two its outcome is `cancelled`, else `skipped`.",
      },
      detail: { type: "string", text: "In words: `git.branch == 'main' is false`, `build failed`." },
      observed,
    },
  },
  "stage.reused": {
    text: "An earlier success stands in for running it.",
    fields: {
      ...ofInstance,
      from: { type: "object", text: "Where it was run: `{ executionId, instance }`." },
      why: { type: "string", text: "`inputs` (nothing it depends on has changed) or `rerun`." },
      outputs,
    },
  },
  "stage.finished": {
    text: "The final outcome of one instance.",
    fields: {
      ...ofAttempt,
      outcome,
      exitCode,
      durationMs: { type: "number", text: "Milliseconds of the last attempt." },
      allowed: { type: "boolean", text: "True for a failure that counts as success for what needs it." },
      outputs,
      used: {
        type: "object",
        text: "What the last attempt took, where it was measured: `{ cpuMs, peakMemory }`, in milliseconds of all cores and bytes.",
        optional: true,
      },
      message: { type: "string", text: "Why, where the exit code does not say.", optional: true },
      environment: { type: "string", text: "The environment it deployed to.", optional: true },
      environmentUrl: { type: "string", text: "Where that can be seen: an `http:` or `https:` URL.", optional: true },
      rolledBack: {
        type: "boolean",
        text: "Present where its rollback ran: whether all the rollback's steps succeeded.",
        optional: true,
      },
      rollbackReason: { type: "string", text: "Why it was rolled back: `exit code 1`.", optional: true },
    },
  },
  "step.started": {
    text: "A step begins.",
    fields: {
      ...ofStep,
      id: { type: "string", text: "The step's id, where it has one.", optional: true },
      line: { type: "number", text: "The first line of the attempt's log that is this step's, counted from 1." },
    },
  },
  "step.finished": {
    text: "A step ended.",
    fields: {
      ...ofStep,
      outcome,
      exitCode: { type: "number or null", text: "Null where a signal ended it, or it never ran." },
      signal: { type: "string", text: "The signal that ended it: `SIGKILL`.", optional: true },
      durationMs,
      message: { type: "string", text: "Why, where the exit code does not say.", optional: true },
    },
  },
  "step.skipped": { text: "The step's condition does not hold.", fields: ofStep },
  "rollback.started": {
    text: "The last attempt of a stage with `rollback` did not succeed: its rollback steps run, in the phase `rollback`.",
    fields: { ...ofAttempt, reason: { type: "string", text: "Why: `exit code 1`, `the stage was cancelled`." } },
  },
  "rollback.finished": {
    text: "The rollback steps have ended.",
    fields: { ...ofAttempt, outcome, durationMs },
  },
  "gate.reported": {
    text: "A quality gate was measured. One that did not pass has failed the stage.",
    fields: {
      ...ofAttempt,
      name: { type: "string", text: "`coverage`, `passRate` or `warnings`." },
      value: { type: "number or null", text: "Percent, or a count of warnings; null where nothing could be measured." },
      threshold: { type: "number", text: "The least percent, or the most warnings." },
      passed: { type: "boolean", text: "Whether it holds." },
    },
  },
  "artifact.stored": {
    text: "Files are kept under a name.",
    fields: {
      ...ofAttempt,
      ...storedFiles,
      expiresAt: { type: "time", text: "Until when it is kept; absent means for ever.", optional: true },
    },
  },
  "artifact.uploaded": {
    text: "Files came from outside of the stages, through a server's API. It may come before `execution.started` and after `execution.finished`; one of the same name takes the place of the one before.",
    fields: storedFiles,
  },
  "cache.restored": {
    text: "A cache was unpacked into the workspace.",
    fields: {
      ...ofAttempt,
      key: cacheKey,
      matchedKey: { type: "string", text: "The stored key that served; equal to `key` on an exact hit." },
      size,
      durationMs,
    },
  },
  "cache.saved": { text: "A cache was stored.", fields: { ...ofAttempt, key: cacheKey, size, durationMs } },
  "cache.missed": {
    text: "No cache served.",
    fields: {
      ...ofAttempt,
      key: cacheKey,
      message: { type: "string", text: "Why, where it is not simply absent: a corrupt entry.", optional: true },
    },
  },
  "tests.reported": {
    text: "Test reports were read. Those of a run on a host of code are read when it has ended, after `execution.finished`; where they cannot be, an `annotation` says so.",
    fields: {
      ...ofAttempt,
      total: { type: "number", text: "Test cases." },
      passed: { type: "number", text: "Of these." },
      failed: { type: "number", text: "Of these." },
      skipped: { type: "number", text: "Of these." },
      flaky: { type: "number", text: "Of those that passed, the ones that failed first." },
      durationMs: { type: "number", text: "Milliseconds, as the reports say." },
      coverage: { type: "number", text: "Line coverage in percent.", optional: true },
    },
  },
  "output.set": {
    text: "A step, or the stage at its end, set an output.",
    fields: {
      ...ofAttempt,
      step: { type: "string", text: "The id of the step; absent for the stage's own.", optional: true },
      name: { type: "string", text: "The output's name." },
      value: { type: "string", text: "Its value." },
    },
  },
  annotation: {
    text: "A step wrote `::error`, `::warning` or `::notice`, or Headrace has something to say of it.",
    fields: {
      ...ofAttempt,
      level: { type: "string", text: "`error`, `warning` or `notice`." },
      message: { type: "string", text: "What is said." },
      title: { type: "string", text: "A short heading.", optional: true },
      file: { type: "string", text: "The file it is about, below the project's directory.", optional: true },
      line: { type: "number", text: "From 1.", optional: true },
      column: { type: "number", text: "From 1.", optional: true },
      endLine: { type: "number", text: "From 1.", optional: true },
    },
  },
  "summary.added": {
    text: "A step added to the execution's page.",
    fields: { ...ofAttempt, markdown: { type: "string", text: "What it added." } },
  },
};

/** What every event bears. */
export const envelopeReference: FieldReferences<EventEnvelope & { readonly type: string }> = {
  seq: { type: "number", text: "Counts the events of the execution from 1, without gaps." },
  at: { type: "time", text: "When it was recorded." },
  type: { type: "string", text: "One of the types below." },
  executionId: { type: "string", text: "A UUIDv7." },
};

export const logReference: FieldReferences<PublicLogLine> = {
  seq: { type: "number", text: "That of the last event before it." },
  at: { type: "time", text: "When the line came." },
  type: { type: "string", text: "`log`." },
  executionId: envelopeReference.executionId,
  stage,
  instance,
  attempt: { type: "number", text: "Counts from 1." },
  phase: { type: "string", text: "`steps`, `afterSteps` or `rollback`." },
  step: { type: "number", text: "The step that wrote it, counted from 0 within its phase." },
  stream: { type: "string", text: "`stdout` or `stderr`." },
  line: { type: "number", text: "Its number in the attempt's log, counted from 1." },
  text: { type: "string", text: "The line, after masking, without its line end." },
};
