import type { Scope } from "@headrace/pipeline";
import {
  callsOf,
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
  "executionId" | "number" | "pipeline" | "parameters" | "variables" | "inherited" | "git" | "event"
>;

/**
 * The contexts `params vars git pipeline execution`. In `vars`, a variable of the pipeline that is written with
 * expressions has its value, which may read the variables before it; one that reads what is not known at planning
 * (a secret, files) is left out. Throws `bad-expression` for a variable that cannot be evaluated.
 */
export function planningContexts(plan: Planned): PlanningContexts {
  const known = {
    params: plan.parameters,
    git: { ...plan.git },
    pipeline: { name: plan.pipeline.name },
    execution: { id: plan.executionId, number: plan.number, event: plan.event, url: "" },
  };
  const given = new Map(Object.entries(plan.variables));
  const vars = new Map(Object.entries(plan.inherited ?? {}));
  for (const [name, template] of Object.entries(plan.pipeline.variables)) {
    if (given.has(name)) continue;
    const contexts = { ...known, vars: Object.fromEntries([...vars, ...given]) };
    if (!hasExpression(template)) vars.set(name, template);
    else if (readsOnly(template, Object.keys(contexts))) {
      vars.set(name, evaluateVariable(name, template, planningScope(contexts)));
    } else vars.delete(name);
  }
  return { ...known, vars: Object.fromEntries([...vars, ...given]) };
}

/** At planning nothing has happened yet, and no files are at hand. */
export function planningScope(contexts: Readonly<Record<string, unknown>>): Scope {
  return { contexts, functions: { success: () => true, failure: () => false, cancelled: () => false } };
}

/** Whether planning has all that a template reads: these contexts, and neither files nor what became of stages. */
function readsOnly(template: string, contexts: readonly string[]): boolean {
  return splitTemplate(template).every((part) => {
    if (part.kind !== "expression") return true;
    const parsed = parseExpression(part.source);
    if (!parsed.ok) return true;
    const { expression } = parsed;
    return (
      referencesOf(expression).every((reference) => contexts.includes(reference.context)) &&
      callsOf(expression).every((call) => call.kind !== "files" && call.kind !== "status")
    );
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
