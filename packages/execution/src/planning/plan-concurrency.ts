import type { Pipeline, Scope } from "@headrace/pipeline";
import { evaluateTemplate, HeadraceError } from "@headrace/pipeline";
import type { ConcurrencyGroup } from "../plan-types.ts";

/**
 * The pipeline's concurrency group; undefined when it has none, or its name comes to nothing.
 * Throws `bad-expression` when the name cannot be evaluated.
 */
export function planConcurrency({ concurrency }: Pipeline, scope: Scope): ConcurrencyGroup | undefined {
  if (concurrency === undefined) return undefined;
  try {
    const group = evaluateTemplate(concurrency.group, scope);
    return group === "" ? undefined : { ...concurrency, group };
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    throw new HeadraceError(error.code, `the concurrency group of the pipeline cannot be evaluated: ${error.message}`, {
      mend: `correct ${concurrency.group}`,
      cause: error,
    });
  }
}
