import type { MatrixValues, Scope } from "@headrace/pipeline";
import type { ExecutionState } from "../state/execution-state.ts";
import { instanceOf } from "../state/read-state.ts";
import { needsContext } from "./needs-context.ts";
import type { Outside } from "./outside.ts";
import { statusFunctions } from "./status-functions.ts";

/**
 * What an instance's expressions read once its needs are settled: `params vars git pipeline execution needs matrix`.
 * The engine adds `secrets stage runner steps env` as the stage goes on.
 */
export function scopeOf(state: ExecutionState, stage: string, instance: string, outside: Outside): Scope {
  return {
    contexts: instanceContexts(state, needsContext(state, stage), instanceOf(state, stage, instance)?.matrix),
    functions: { ...statusFunctions(state, stage), ...outsideFunctions(outside) },
  };
}

export function instanceContexts(
  state: ExecutionState,
  needs: Readonly<Record<string, unknown>>,
  matrix: MatrixValues | undefined,
): Readonly<Record<string, unknown>> {
  return { ...state.blueprint.contexts, needs, ...(matrix === undefined ? {} : { matrix }) };
}

export function outsideFunctions(outside: Outside): Outside {
  return {
    hashFiles: (...patterns) => outside.hashFiles(...patterns),
    changed: (...patterns) => outside.changed(...patterns),
  };
}
