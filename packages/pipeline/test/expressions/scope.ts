import type { Scope, ScopeFunctions } from "../../src/expressions/index.ts";

export function scopeOf(contexts: Readonly<Record<string, unknown>>, functions: Partial<ScopeFunctions> = {}): Scope {
  return {
    contexts,
    functions: { success: () => true, failure: () => false, cancelled: () => false, ...functions },
  };
}
