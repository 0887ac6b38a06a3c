import type { ModelPath } from "../diagnostics/diagnostic.ts";
import type { Template } from "../model/pipeline.ts";
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
import { retryCauses } from "../model/stage.ts";
import type { StageExpansion } from "../stage-types/stage-type.ts";
import type { Report } from "../validate/finding.ts";
import { parseSize } from "../values/index.ts";
import { applyExpansion } from "./apply-expansion.ts";
import { buildSteps, conditionOf } from "./build-step.ts";
import type { DefaultsText, StageText } from "./build-values.ts";
import { buildConcurrency, buildDuration, buildTimeout, buildVariables } from "./build-values.ts";
import type { ExpandedUse, ExpandUse } from "./expand-use.ts";
import { withoutUndefined } from "./without-undefined.ts";

export interface StageContext {
  readonly defaults: DefaultsText;
  readonly expandUse: ExpandUse;
  readonly report: Report;
  /** Whether the text has a key that the model may lack, for it was not sound. */
  readonly isWritten: (path: ModelPath) => boolean;
}

export function buildStage(id: string, written: StageText, context: StageContext): Stage {
  const { defaults } = context;
  const use = useOf(id, written, context);
  const expansions = use === undefined ? [] : [use.expansion];
  const whole = use === undefined ? written : applyExpansion(written, use.expansion);
  // A stage type's scripts are written for sh, whatever the stage's own steps use.
  const shell = use === undefined ? (written.shell ?? defaults.shell ?? "sh") : "sh";
  const onExpansion = (expansion: StageExpansion) => expansions.push(expansion);
  const stepsOf = (list: StageText["steps"], ...path: ModelPath) =>
    buildSteps(list ?? [], { ...context, shell, path: ["stages", id, ...path], onExpansion });
  const steps = stepsOf(whole.steps, "steps");
  const afterSteps = stepsOf(whole.afterSteps, "afterSteps");
  // What a step's stage type asks of the stage beside its steps.
  const text = expansions
    .slice(use === undefined ? 0 : 1)
    .reduce((stage, { outputs, ...more }) => applyExpansion(stage, { ...more, steps: [], afterSteps: [] }), whole);
  const outputs: Record<string, Template> = Object.create(null);
  for (const [name, value] of Object.entries(text.outputs ?? {})) outputs[name] = String(value);
  return withoutUndefined({
    id,
    name: String(text.name ?? id),
    category: text.category ?? use?.type.category ?? "custom",
    group: text.group,
    needs: buildNeeds(text.needs),
    when: conditionOf(text.when),
    matrix: buildMatrix(text.matrix),
    uses: use === undefined ? undefined : { type: use.type.type, with: use.inputs },
    steps,
    afterSteps,
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
    gates: text.gates,
    retry: buildRetry({ ...defaults.retry, ...text.retry }),
    resources: buildResources(text.resources ?? defaults.resources),
    timeout: buildTimeout(text.timeout ?? defaults.timeout),
    allowFailure: text.allowFailure ?? defaults.allowFailure ?? false,
    reuse: text.reuse,
    environment: buildEnvironment(text.environment),
    approval: buildApproval(text.approval),
    rollback: text.rollback === undefined ? undefined : { steps: stepsOf(text.rollback.steps, "rollback", "steps") },
    image: text.image ?? defaults.image,
    services: Object.entries(text.services ?? {}).map(([serviceId, service]) => buildService(serviceId, service)),
    network: text.network ?? defaults.network,
    runsOn: text.runsOn ?? defaults.runsOn ?? [],
    priority: text.priority,
    concurrency: buildConcurrency(text.concurrency),
  });
}

function useOf(id: string, text: StageText, { expandUse, report, isWritten }: StageContext): ExpandedUse | undefined {
  const path = ["stages", id];
  if (text.uses === undefined) {
    if (text.with !== undefined) {
      const message = `The stage "${id}" has a \`with\` but no \`uses\`.`;
      report({
        code: "missing-key",
        path: [...path, "with"],
        message,
        mend: "Name a stage type in `uses`, or remove it.",
      });
    }
    if (text.steps === undefined && isWritten([...path, "steps"])) return undefined;
    if (text.steps === undefined) {
      const message = `The stage "${id}" has neither \`steps\` nor \`uses\`.`;
      report({ code: "missing-key", path, message, mend: "Add `steps`, or name a stage type in `uses`." });
    } else if (text.steps.length === 0 && !isWritten([...path, "steps", 0])) {
      const message = `The stage "${id}" has no step.`;
      report({ code: "invalid-value", path: [...path, "steps"], message, mend: "Give it at least one step." });
    }
    return undefined;
  }
  if (text.steps !== undefined) {
    const message = `The stage "${id}" has both \`steps\` and \`uses\`.`;
    report({ code: "invalid-value", path: [...path, "uses"], message, mend: "Keep one of the two." });
  }
  return expandUse(text.uses, path);
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
    preventSelfApproval: approval.preventSelfApproval ?? false,
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
