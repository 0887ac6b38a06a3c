import { retryCauses } from "../model/stage.ts";
import type {
  ApprovalRule,
  CacheUse,
  EnvironmentUse,
  Matrix,
  Need,
  Reports,
  Resources,
  Retry,
  Service,
  Stage,
} from "../model/stage.ts";
import type { Template } from "../model/pipeline.ts";
import type { PipelineText } from "../schema/pipeline.ts";
import { parseDuration, parseSize } from "../values/index.ts";
import { buildConcurrency, buildDuration, buildVariables } from "./build-pipeline.ts";
import { buildSteps, conditionOf } from "./build-step.ts";
import { withoutUndefined } from "./without-undefined.ts";

export type StageText = PipelineText["stages"][string];
export type DefaultsText = NonNullable<PipelineText["defaults"]>;

export interface StageContext {
  readonly defaults: DefaultsText;
}

export function buildStage(id: string, text: StageText, context: StageContext): Stage {
  const { defaults } = context;
  const shell = text.shell ?? defaults.shell ?? "sh";
  const outputs: Record<string, Template> = Object.create(null);
  for (const [name, value] of Object.entries(text.outputs ?? {})) outputs[name] = String(value);
  return withoutUndefined({
    id,
    name: String(text.name ?? id),
    category: text.category ?? "custom",
    group: text.group,
    needs: buildNeeds(text.needs),
    when: conditionOf(text.when),
    matrix: buildMatrix(text.matrix),
    steps: buildSteps(text.steps ?? [], shell),
    afterSteps: buildSteps(text.afterSteps ?? [], shell),
    shell,
    workingDirectory: text.workingDirectory ?? defaults.workingDirectory,
    variables: buildVariables(text.variables),
    secrets: text.secrets ?? [],
    checkout: text.checkout ?? defaults.checkout ?? true,
    cache: (text.cache ?? []).map(buildCache),
    artifacts: (text.artifacts ?? []).map((artifact) =>
      withoutUndefined({ ...artifact, retention: buildDuration(artifact.retention) }),
    ),
    outputs,
    reports: buildReports(text.reports),
    retry: buildRetry({ ...defaults.retry, ...text.retry }),
    resources: buildResources(text.resources ?? defaults.resources),
    timeout: buildTimeout(text.timeout ?? defaults.timeout),
    allowFailure: text.allowFailure ?? defaults.allowFailure ?? false,
    reuse: text.reuse,
    environment: buildEnvironment(text.environment),
    approval: buildApproval(text.approval),
    rollback: text.rollback === undefined ? undefined : { steps: buildSteps(text.rollback.steps, shell) },
    image: text.image ?? defaults.image,
    services: Object.entries(text.services ?? {}).map(([serviceId, service]) => buildService(serviceId, service)),
    network: text.network ?? defaults.network,
    runsOn: text.runsOn ?? defaults.runsOn ?? [],
    priority: text.priority,
    concurrency: buildConcurrency(text.concurrency),
  });
}

/** A duration in milliseconds, or the template that gives one later. */
export function buildTimeout(text: string | undefined): number | Template | undefined {
  if (text === undefined) return undefined;
  return parseDuration(text) ?? (text.includes("${{") ? text : undefined);
}

function buildNeeds(needs: StageText["needs"]): readonly Need[] {
  const list = typeof needs === "string" ? [needs] : (needs ?? []);
  return list.map((need) =>
    typeof need === "string"
      ? { stage: need, artifacts: true }
      : { stage: need.stage, artifacts: need.artifacts ?? true },
  );
}

function buildMatrix(matrix: StageText["matrix"]): Matrix | undefined {
  if (matrix === undefined) return undefined;
  return withoutUndefined({
    axes: matrix.axes ?? {},
    exclude: matrix.exclude ?? [],
    include: matrix.include ?? [],
    maxParallel: matrix.maxParallel,
    failFast: matrix.failFast ?? false,
  });
}

function buildCache(cache: NonNullable<StageText["cache"]>[number]): CacheUse {
  return withoutUndefined({
    key: cache.key,
    restoreKeys: cache.restoreKeys ?? [],
    paths: cache.paths,
    ttl: buildDuration(cache.ttl),
    scope: cache.scope ?? "branch",
  });
}

function buildReports(reports: StageText["reports"]): Reports | undefined {
  if (reports === undefined) return undefined;
  return withoutUndefined({ junit: reports.junit ?? [], coverage: reports.coverage });
}

function buildRetry(retry: NonNullable<StageText["retry"]>): Retry {
  return { attempts: retry.attempts ?? 1, on: retry.on ?? retryCauses, backoff: buildDuration(retry.backoff) ?? 0 };
}

function buildResources(resources: StageText["resources"]): Resources | undefined {
  if (resources === undefined) return undefined;
  const memory = resources.memory === undefined ? undefined : (parseSize(resources.memory) ?? undefined);
  return withoutUndefined({ cpu: resources.cpu, memory });
}

function buildEnvironment(environment: StageText["environment"]): EnvironmentUse | undefined {
  return typeof environment === "string" ? { name: environment } : environment;
}

function buildApproval(approval: StageText["approval"]): ApprovalRule | undefined {
  if (approval === undefined) return undefined;
  return withoutUndefined({
    approvers: approval.approvers ?? [],
    minimum: approval.minimum ?? 1,
    timeout: buildDuration(approval.timeout),
    instructions: approval.instructions,
  });
}

function buildService(id: string, service: NonNullable<StageText["services"]>[string]): Service {
  const { ready } = service;
  return withoutUndefined({
    id,
    image: service.image,
    variables: buildVariables(service.variables),
    ports: service.ports ?? [],
    ready:
      ready === undefined
        ? undefined
        : {
            run: ready.run,
            interval: buildDuration(ready.interval) ?? 1000,
            timeout: buildDuration(ready.timeout) ?? 30_000,
          },
  });
}
