import type { Scope } from "@headrace/pipeline";
import {
  evaluateTemplate,
  HeadraceError,
  hasExpression,
  parseExpression,
  referencesOf,
  splitTemplate,
} from "@headrace/pipeline";
import type { ExecutionRequest } from "../plan-types.ts";

/** What every expression of an execution may read, from its planning to its end. */
export interface PlanningContexts {
  readonly params: Readonly<Record<string, unknown>>;
  readonly vars: Readonly<Record<string, string>>;
  readonly git: Readonly<Record<string, unknown>>;
  readonly pipeline: Readonly<Record<string, unknown>>;
  readonly execution: Readonly<Record<string, unknown>>;
}

type Planned = Pick<
  ExecutionRequest,
  "executionId" | "number" | "pipeline" | "digest" | "parameters" | "variables" | "git" | "event" | "workspace"
>;

/**
 * The contexts `params vars git pipeline execution`. In `vars`, a variable of the pipeline that is written with
 * expressions has its value; one that reads what is not known at planning (a secret) is left out.
 * Throws `bad-expression` for a variable that cannot be evaluated.
 */
export function planningContexts(plan: Planned): PlanningContexts {
  const known = {
    params: plan.parameters,
    git: { ...plan.git },
    pipeline: { name: plan.pipeline.name, digest: plan.digest },
    execution: { id: plan.executionId, number: plan.number, event: plan.event, workspace: plan.workspace },
  };
  const scope = planningScope(known);
  const own = Object.entries(plan.pipeline.variables).flatMap(([name, template]): [string, string][] => {
    if (!hasExpression(template)) return [[name, template]];
    return readsOnly(template, Object.keys(known)) ? [[name, evaluateVariable(name, template, scope)]] : [];
  });
  return { ...known, vars: Object.fromEntries([...own, ...Object.entries(plan.variables)]) };
}

/** At planning nothing has happened yet, and no files are at hand. */
export function planningScope(contexts: Readonly<Record<string, unknown>>): Scope {
  return { contexts, functions: { success: () => true, failure: () => false, cancelled: () => false } };
}

function readsOnly(template: string, contexts: readonly string[]): boolean {
  return splitTemplate(template).every((part) => {
    if (part.kind !== "expression") return true;
    const parsed = parseExpression(part.source);
    return !parsed.ok || referencesOf(parsed.expression).every((reference) => contexts.includes(reference.context));
  });
}

function evaluateVariable(name: string, template: string, scope: Scope): string {
  try {
    return evaluateTemplate(template, scope);
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    throw new HeadraceError(
      error.code,
      `the variable "${name}" of the pipeline cannot be evaluated: ${error.message}`,
      {
        mend: `correct ${template}`,
        cause: error,
      },
    );
  }
}
