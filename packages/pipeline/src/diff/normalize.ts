import { canonicalJson } from "../format/canonical-json.ts";
import type { Matrix, Pipeline, Stage } from "../model/index.ts";

/** Plain data in which only what means something differs: lists without order are sorted or keyed by name. */
export type Normalized = Readonly<Record<string, unknown>>;

/** Everything of a pipeline but its stages. */
export function normalizePipeline({ stages: _, ...pipeline }: Pipeline): Normalized {
  return {
    ...pipeline,
    parameters: keyed(pipeline.parameters, ({ name }) => name),
    notifications: sorted(pipeline.notifications.map((each) => ({ ...each, on: sorted(each.on) }))),
    triggers: normalizeTriggers(pipeline.triggers ?? noTriggers),
  };
}

/** A stage without its id, and without a name that only repeats the id. */
export function normalizeStage({ id, name, ...stage }: Stage): Normalized {
  return {
    ...stage,
    name: name === id ? undefined : name,
    needs: keyed(
      stage.needs,
      (need) => need.stage,
      (need) => takenArtifacts(need.artifacts),
    ),
    matrix: stage.matrix && normalizeMatrix(stage.matrix),
    secrets: sorted(stage.secrets),
    runsOn: sorted(stage.runsOn),
    cache: keyed(
      stage.cache,
      ({ key }) => key,
      (cache) => ({ ...cache, paths: globs(cache.paths) }),
    ),
    artifacts: keyed(
      stage.artifacts,
      (each) => each.name,
      (each) => ({ ...each, paths: globs(each.paths) }),
    ),
    services: keyed(
      stage.services,
      (service) => service.id,
      (service) => ({ ...service, ports: sorted(service.ports) }),
    ),
    reports: stage.reports && { ...stage.reports, junit: globs(stage.reports.junit) },
    reuse: stage.reuse && { inputs: globs(stage.reuse.inputs) },
    approval: stage.approval && { ...stage.approval, approvers: sorted(stage.approval.approvers) },
    // Without a second attempt, what it would be for says nothing.
    retry: stage.retry.attempts <= 1 ? { attempts: 1 } : { ...stage.retry, on: sorted(stage.retry.on) },
    allowFailure: normalizeAllowed(stage.allowFailure),
    steps: stage.steps.map((step) => ({ ...step, allowFailure: normalizeAllowed(step.allowFailure) })),
  };
}

/** What a pipeline without triggers has: it is started by hand. */
const noTriggers: NonNullable<Pipeline["triggers"]> = { schedule: [], pipeline: [], manual: true };

function normalizeTriggers(triggers: NonNullable<Pipeline["triggers"]>): Normalized {
  const { push, pullRequest } = triggers;
  return {
    ...triggers,
    push: push && mapValues(push, globs),
    pullRequest: pullRequest && mapValues(pullRequest, globs),
    schedule: sorted(triggers.schedule),
    pipeline: sorted(triggers.pipeline.map((each) => ({ ...each, on: sorted(each.on) }))),
  };
}

/** The order of axes is kept: it is the order of the names in `test (22, postgres)`. */
function normalizeMatrix(matrix: Matrix): Normalized {
  const exclude = typeof matrix.exclude === "string" ? matrix.exclude : sorted(matrix.exclude);
  return { ...matrix, exclude, ...(typeof matrix.axes === "string" ? {} : { axisOrder: Object.keys(matrix.axes) }) };
}

function normalizeAllowed(allowed: Stage["allowFailure"]): unknown {
  if (typeof allowed === "boolean") return allowed;
  return allowed.exitCodes.length === 0 ? false : { exitCodes: sorted(allowed.exitCodes) };
}

function takenArtifacts(artifacts: boolean | readonly string[]): unknown {
  if (typeof artifacts === "boolean") return { artifacts };
  return { artifacts: artifacts.length === 0 ? false : sorted(artifacts) };
}

/** Where a pattern excludes, the order of patterns decides. */
function globs(patterns: readonly string[]): readonly string[] {
  return patterns.some((pattern) => pattern.startsWith("!")) ? patterns : sorted(patterns);
}

function sorted<T>(items: readonly T[]): readonly T[] {
  if (items.length < 2) return items;
  const texts = new Map(items.map((item) => [item, canonicalJson(item)]));
  return items.toSorted((left, right) => ((texts.get(left) ?? "") < (texts.get(right) ?? "") ? -1 : 1));
}

/** Items by name; a name that is used twice keeps both apart. */
function keyed<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  contentOf: (item: T) => unknown = (item) => item,
): Normalized {
  const entries = new Map<string, unknown>();
  for (const item of items) {
    const name = nameOf(item);
    let key = name;
    for (let count = 2; entries.has(key); count += 1) key = `${name} #${count}`;
    entries.set(key, contentOf(item));
  }
  return Object.fromEntries(entries);
}

function mapValues(record: object, change: (patterns: readonly string[]) => readonly string[]): Normalized {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, Array.isArray(value) ? change(value) : value]),
  );
}
