import { hasExpression, parseExpression, splitTemplate, taintedReferences } from "../expressions/index.ts";
import type { Parameter } from "../model/parameter.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Stage } from "../model/stage.ts";

/** The names of a pipeline, for looking up without regard to case, as expressions do. */
export interface Names {
  readonly pipeline: Pipeline;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Written in the text, but not sound enough to be in the model: no second problem is made of them. */
  readonly unsound: ReadonlySet<string>;
  /** Names of pipeline variables that hold text from outside. */
  readonly taintedVariables: ReadonlySet<string>;
}

export interface NamesOptions {
  /** Ids of stages and names of parameters that the text has beside those of the model. */
  readonly unsound?: Iterable<string>;
}

export function namesOf(pipeline: Pipeline, options: NamesOptions = {}): Names {
  return {
    pipeline,
    stages: new Map(pipeline.stages.map((stage) => [stage.id.toLowerCase(), stage])),
    parameters: new Map(pipeline.parameters.map((parameter) => [parameter.name.toLowerCase(), parameter])),
    unsound: new Set(Array.from(options.unsound ?? [], (name) => name.toLowerCase())),
    taintedVariables: taintedVariables(pipeline),
  };
}

/** A variable whose text an expression makes is taken as from outside: following it further is not worth a hole. */
function taintedVariables(pipeline: Pipeline): ReadonlySet<string> {
  const tainted = new Set<string>();
  for (const [name, text] of Object.entries(pipeline.variables)) {
    if (hasExpression(text) && carriesText(text)) tainted.add(name.toLowerCase());
  }
  return tainted;
}

/** Whether a value that an expression reads can be part of the text. */
export function carriesText(template: string): boolean {
  return splitTemplate(template).some((part) => {
    if (part.kind !== "expression") return false;
    const parsed = parseExpression(part.source);
    return parsed.ok && taintedReferences(parsed.expression).length > 0;
  });
}
