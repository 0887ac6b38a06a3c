import { evaluateGlob, evaluateTemplate } from "@headrace/pipeline";
import { attemptReference, type WorkingAttempt } from "./attempt.ts";
import type { Progress } from "./progress.ts";
import { evaluateIn } from "./stage-scope.ts";

/** A cache that is to be saved when the stage succeeds, since its key was not there. */
export interface CacheToSave {
  readonly key: string;
  readonly scope: string;
  readonly paths: readonly string[];
  readonly ttl?: number;
}

/** Restores the stage's caches in their order. Gives those to save at its end. */
export async function restoreCaches(attempt: WorkingAttempt, progress: Progress): Promise<readonly CacheToSave[]> {
  const toSave: CacheToSave[] = [];
  if (attempt.stage.cache.length === 0 || !attempt.options.cache) return toSave;
  const { cacheScopes, restoreCache } = await import("../caches/index.ts");
  const reference = attemptReference(attempt);
  const { plan, services, workspace } = attempt;
  for (const use of attempt.stage.cache) {
    const began = performance.now();
    const { key, restoreKeys, paths } = await evaluateIn(attempt, { progress }, (scope) => ({
      key: evaluateTemplate(use.key, scope),
      restoreKeys: use.restoreKeys.map((each) => evaluateTemplate(each, scope)),
      paths: use.paths.map((each) => evaluateGlob(each, scope)),
    }));
    const scopes = cacheScopes({
      scope: use.scope,
      pipeline: plan.pipeline.name,
      branch: plan.git.branch,
      defaultBranch: plan.git.defaultBranch ?? "main",
    });
    const restored = await restoreCache(
      { workspace: workspace.root, key, restoreKeys, scopes, signal: attempt.lifetimes.work },
      services,
    );
    const message = restored.warnings.length === 0 ? {} : { message: restored.warnings.join("; ") };
    for (const warning of restored.warnings) {
      progress.trail.push({
        type: "annotation",
        ...reference,
        level: "warning",
        message: attempt.masker.maskText(warning),
      });
    }
    if (restored.kind === "missed") {
      progress.trail.push({ type: "cache.missed", ...reference, key, ...message });
    } else {
      const { matchedKey, size } = restored;
      const durationMs = Math.round(performance.now() - began);
      progress.trail.push({ type: "cache.restored", ...reference, key, matchedKey, size, durationMs });
      if (matchedKey === key) continue;
    }
    toSave.push({ key, scope: scopes[0], paths, ...(use.ttl === undefined ? {} : { ttl: use.ttl }) });
  }
  return toSave;
}

/** Saves what was missed, when the stage succeeded. */
export async function saveCaches(
  attempt: WorkingAttempt,
  progress: Progress,
  caches: readonly CacheToSave[],
): Promise<void> {
  if (caches.length === 0 || progress.outcome !== "success") return;
  const { saveCache } = await import("../caches/index.ts");
  const reference = attemptReference(attempt);
  const { services, workspace } = attempt;
  for (const cache of caches) {
    const began = performance.now();
    const saving = await saveCache(
      {
        ...cache,
        workspace: workspace.root,
        limit: services.cacheLimit,
        exclude: [services.dataDirectory],
        signal: attempt.lifetimes.cleanup,
      },
      services,
    );
    if (saving.kind === "saved") {
      const durationMs = Math.round(performance.now() - began);
      progress.trail.push({ type: "cache.saved", ...reference, key: cache.key, size: saving.size, durationMs });
      continue;
    }
    const message =
      saving.kind === "empty"
        ? `cache "${cache.key}" was not saved: nothing matches ${cache.paths.join(", ")}`
        : `cache "${cache.key}" was not saved: with ${saving.size} bytes it is larger than all caches together may be`;
    progress.trail.push({
      type: "annotation",
      ...reference,
      level: "warning",
      message: attempt.masker.maskText(message),
    });
  }
}
