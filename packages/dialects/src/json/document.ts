import {
  type AllowFailure,
  type Need,
  type Parameter,
  type Pipeline,
  printDuration,
  printSize,
  type Retry,
  retryCauses,
  type Service,
  type Stage,
  type Step,
  type Triggers,
} from "@headrace/pipeline";

/** A value of a document. Mappings are Maps, which keep the order of keys that look like numbers. */
export type DocumentValue =
  | string
  | number
  | boolean
  | null
  | readonly DocumentValue[]
  | ReadonlyMap<string, DocumentValue>;

/**
 * The pipeline as it would be written in the Headrace language: defaults left out, durations and sizes as text,
 * a stage type's use in place of the steps it stands for.
 */
export function toDocument(pipeline: Pipeline): DocumentValue {
  const { parameters, triggers, notifications, stages } = pipeline;
  return mapping({
    name: pipeline.name,
    description: pipeline.description,
    parameters: unlessEmpty(new Map(parameters.map((each) => [each.name, parameterDocument(each)]))),
    variables: unlessEmpty(record(pipeline.variables)),
    triggers: triggers === undefined ? undefined : triggersDocument(triggers),
    concurrency: anything(pipeline.concurrency),
    timeout: duration(pipeline.timeout),
    failFast: pipeline.failFast ? true : undefined,
    notifications: unlessEmpty(notifications.map((each) => anything(each) ?? null)),
    stages: new Map(stages.map((stage) => [stage.id, stageDocument(stage)])),
  });
}

function stageDocument(stage: Stage): DocumentValue {
  const { environment, rollback, reports, resources, approval, uses } = stage;
  return mapping({
    name: stage.name === stage.id ? undefined : stage.name,
    category: stage.category === "custom" ? undefined : stage.category,
    group: stage.group,
    needs: unlessEmpty(stage.needs.map(needDocument)),
    when: stage.when,
    matrix: stage.matrix === undefined ? undefined : matrixDocument(stage.matrix),
    uses: uses?.type,
    with: uses === undefined ? undefined : unlessEmpty(record(uses.with)),
    shell: stage.shell === "sh" ? undefined : stage.shell,
    workingDirectory: stage.workingDirectory,
    image: stage.image,
    services: unlessEmpty(new Map(stage.services.map((each) => [each.id, serviceDocument(each)]))),
    variables: unlessEmpty(record(stage.variables)),
    secrets: unlessEmpty(stage.secrets),
    checkout: stage.checkout ? undefined : false,
    cache: unlessEmpty(
      stage.cache.map((each) =>
        mapping({
          key: each.key,
          restoreKeys: unlessEmpty(each.restoreKeys),
          paths: each.paths,
          ttl: duration(each.ttl),
          scope: each.scope === "branch" ? undefined : each.scope,
        }),
      ),
    ),
    steps: uses === undefined ? stage.steps.map((step) => stepDocument(step, stage.shell)) : undefined,
    afterSteps: unlessEmpty(stage.afterSteps.map((step) => stepDocument(step, stage.shell))),
    artifacts: unlessEmpty(
      stage.artifacts.map(({ name, paths, retention }) => mapping({ name, paths, retention: duration(retention) })),
    ),
    outputs: unlessEmpty(record(stage.outputs)),
    reports:
      reports === undefined
        ? undefined
        : mapping({ junit: unlessEmpty(reports.junit), coverage: anything(reports.coverage) }),
    gates: anything(stage.gates),
    retry: retryDocument(stage.retry),
    resources:
      resources === undefined
        ? undefined
        : mapping({
            cpu: resources.cpu,
            memory: resources.memory === undefined ? undefined : printSize(resources.memory),
          }),
    timeout: duration(stage.timeout),
    allowFailure: allowFailureDocument(stage.allowFailure),
    reuse: anything(stage.reuse),
    environment: environment?.url === undefined ? environment?.name : mapping(environment),
    approval:
      approval === undefined
        ? undefined
        : mapping({
            approvers: unlessEmpty(approval.approvers),
            minimum: approval.minimum === 1 ? undefined : approval.minimum,
            preventSelfApproval: approval.preventSelfApproval === true ? true : undefined,
            timeout: duration(approval.timeout),
            instructions: approval.instructions,
          }),
    rollback:
      rollback === undefined
        ? undefined
        : mapping({ steps: rollback.steps.map((step) => stepDocument(step, stage.shell)) }),
    network: stage.network,
    runsOn: unlessEmpty(stage.runsOn),
    priority: stage.priority,
    concurrency: anything(stage.concurrency),
  });
}

function stepDocument(step: Step, shell: string): DocumentValue {
  const parts = mapping({
    id: step.id,
    name: step.name === firstLine(step.run) ? undefined : step.name,
    run: step.run,
    shell: step.shell === shell ? undefined : step.shell,
    workingDirectory: step.workingDirectory,
    variables: unlessEmpty(record(step.variables)),
    when: step.when,
    timeout: duration(step.timeout),
    allowFailure: allowFailureDocument(step.allowFailure),
  });
  return parts.size === 1 ? step.run : parts;
}

function firstLine(run: string): string {
  return run.trim().split("\n", 1)[0] ?? "";
}

function needDocument(need: Need): DocumentValue {
  return need.artifacts === true ? need.stage : mapping({ stage: need.stage, artifacts: need.artifacts });
}

function matrixDocument(matrix: NonNullable<Stage["matrix"]>): DocumentValue {
  return mapping({
    axes: anything(matrix.axes),
    exclude: unlessNone(matrix.exclude),
    include: unlessNone(matrix.include),
    maxParallel: matrix.maxParallel,
    failFast: matrix.failFast ? true : undefined,
  });
}

function parameterDocument(parameter: Parameter): DocumentValue {
  return mapping({ ...Object.fromEntries(Object.entries(parameter).filter(([key]) => key !== "name")) });
}

function triggersDocument(triggers: Triggers): DocumentValue {
  return mapping({
    push: anything(triggers.push),
    pullRequest: anything(triggers.pullRequest),
    schedule: unlessEmpty(
      triggers.schedule.map(({ cron, timezone, branch }) =>
        mapping({ cron, timezone: timezone === "UTC" ? undefined : timezone, branch }),
      ),
    ),
    pipeline: unlessEmpty(triggers.pipeline.map((each) => mapping({ ...each }))),
    manual: triggers.manual ? undefined : false,
  });
}

function serviceDocument(service: Service): DocumentValue {
  const { ready } = service;
  return mapping({
    image: service.image,
    variables: unlessEmpty(record(service.variables)),
    ports: unlessEmpty(service.ports),
    ready:
      ready === undefined
        ? undefined
        : mapping({ run: ready.run, interval: duration(ready.interval), timeout: duration(ready.timeout) }),
  });
}

function retryDocument(retry: Retry): DocumentValue | undefined {
  const all = retry.on.length === retryCauses.length && retryCauses.every((cause) => retry.on.includes(cause));
  const parts = mapping({
    attempts: retry.attempts === 1 ? undefined : retry.attempts,
    on: all ? undefined : retry.on,
    backoff: retry.backoff === 0 ? undefined : duration(retry.backoff),
  });
  return parts.size === 0 ? undefined : parts;
}

function allowFailureDocument(allowFailure: AllowFailure): DocumentValue | undefined {
  return allowFailure === false ? undefined : anything(allowFailure);
}

/** Milliseconds as text; a template as it is. */
function duration(value: number | string | undefined): string | undefined {
  return typeof value === "number" ? printDuration(value) : value;
}

function unlessNone(value: readonly unknown[] | string): DocumentValue | undefined {
  return value.length === 0 ? undefined : anything(value);
}

function unlessEmpty<Value extends readonly DocumentValue[] | ReadonlyMap<string, DocumentValue>>(
  value: Value,
): Value | undefined {
  return (value instanceof Map ? value.size : "length" in value ? value.length : 0) === 0 ? undefined : value;
}

function record(values: Readonly<Record<string, unknown>>): ReadonlyMap<string, DocumentValue> {
  return mapping(values);
}

/** A mapping of what is not undefined. */
function mapping(parts: object): ReadonlyMap<string, DocumentValue> {
  const entries = Object.entries(parts).flatMap(([key, value]): [string, DocumentValue][] => {
    const found = anything(value);
    return found === undefined ? [] : [[key, found]];
  });
  return new Map(entries);
}

/** Plain data as a document; undefined for what a document cannot hold. */
function anything(value: unknown): DocumentValue | undefined {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    case "object":
      if (value === null) return null;
      if (isDocumentMap(value)) return value;
      return Array.isArray(value) ? value.map((item) => anything(item) ?? null) : mapping(value);
    default:
      return undefined;
  }
}

/** Only this file makes Maps of a pipeline. */
function isDocumentMap(value: object): value is ReadonlyMap<string, DocumentValue> {
  return value instanceof Map;
}
