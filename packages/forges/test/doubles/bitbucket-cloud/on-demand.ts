import { load } from "js-yaml";
import { z } from "zod";
import { hasPipelinesSchema, pipelinesViolations } from "../../../../../test/pipelines-schema.ts";

// Runs whose definition is the request's body: what a body of JSON would say stands in the query, by the JSON path.

/** The body that a query stands for, with the types that the vendor's examples of such queries leave out. */
export function bodyOf(query: URLSearchParams): unknown {
  const body: Record<string, unknown> = {};
  for (const [path, value] of query) put(body, path.split(/[.[\]]+/), value);
  const { target, variables } = bodySchema.parse(body);
  const { commit, ...rest } = target;
  const made = Object.values(variables).map(({ secured, ...variable }) => ({
    type: "pipeline_variable",
    ...variable,
    ...(secured === undefined ? {} : { secured: secured === "true" }),
  }));
  return {
    type: "pipeline",
    target: { ...rest, ...(commit === undefined ? {} : { commit: { type: "commit", ...commit } }) },
    ...(made.length === 0 ? {} : { variables: made }),
  };
}

const bodySchema = z.object({
  target: z.looseObject({ commit: z.looseObject({}).optional() }),
  variables: z.record(z.string(), z.looseObject({ secured: z.string().optional() })).default({}),
});

function put(into: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const inner: Record<string, unknown> = { ...Object(into[key]) };
  put(inner, rest, value);
  into[key] = inner;
}

const definitionSchema = z.object({ pipelines: z.record(z.string(), z.unknown()) });
const selectorSchema = z.object({ selector: z.object({ type: z.literal("custom"), pattern: z.string() }) });

/** Whether a definition has what a target's selector asks for; a branch is taken by any that starts by itself. */
export function holdsPipeline(definition: string, target: unknown): boolean {
  const parsed = definitionSchema.safeParse(load(definition));
  const wanted = selectorSchema.safeParse(target).data?.selector.pattern;
  if (!parsed.success) return false;
  const { custom, ...others } = parsed.data.pipelines;
  return wanted === undefined ? Object.keys(others).length > 0 : Object.hasOwn(Object(custom), wanted);
}

/** What about a definition is not as the vendor's schema says; nothing where that is not at hand. */
export function definitionProblems(definition: string): readonly string[] {
  return hasPipelinesSchema ? pipelinesViolations(definition) : [];
}
