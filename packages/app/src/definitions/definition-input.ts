import { z } from "zod";
import { Problem, wrongField } from "../problems/problem.ts";

/** A definition as a text, or in parts that are put together to one. */
export const definitionInput = {
  text: z.string().max(5_000_000).optional().describe("The definition, in YAML or JSON"),
  stages: z
    .union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))])
    .optional()
    .describe("Instead of a text: the stages by id, or a list of stages that each have an `id` or `name`"),
  triggers: z
    .union([z.record(z.string(), z.unknown()), z.array(z.looseObject({ type: z.string().min(1).max(100) }))])
    .optional()
    .describe("Beside `stages`: what starts it, by its kind, or a list of triggers that each have a `type`"),
  parameters: z.record(z.string(), z.unknown()).optional().describe("Beside `stages`: what is asked for"),
  definitionVariables: z.record(z.string(), z.string()).optional().describe("Beside `stages`: its variables"),
};

interface TypedTrigger {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface DefinitionParts {
  readonly text?: string | undefined;
  readonly stages?: Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly triggers?: Readonly<Record<string, unknown>> | readonly TypedTrigger[] | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly definitionVariables?: Readonly<Record<string, string>> | undefined;
}

/** The text that is meant; undefined where none was given. The parts are written as JSON, which is the same language. */
export function textFrom(name: string, parts: DefinitionParts): string | undefined {
  const { text, stages, triggers, parameters, definitionVariables } = parts;
  if (text !== undefined && stages !== undefined) {
    throw new Problem("invalid-input", "the definition is given twice, as `text` and as `stages`", {
      mend: "leave one of them out",
    });
  }
  if (stages === undefined) {
    if (triggers !== undefined || parameters !== undefined || definitionVariables !== undefined) {
      throw new Problem("invalid-input", "triggers, parameters and variables belong beside `stages`", {
        mend: "write them into the text, or give `stages`",
      });
    }
    return text;
  }
  const definition = {
    name,
    ...(triggers === undefined ? {} : { triggers: isList(triggers) ? byType(triggers) : triggers }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(definitionVariables === undefined ? {} : { variables: definitionVariables }),
    stages: isList(stages) ? byId(stages) : stages,
  };
  return `${JSON.stringify(definition, null, 2)}\n`;
}

function isList<Item>(value: Readonly<Record<string, unknown>> | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}

/** The language has several of these kinds; of the others one each. */
const listed = ["schedule", "pipeline"];

function byType(triggers: readonly TypedTrigger[]): Record<string, unknown> {
  const kinds = Map.groupBy(triggers, ({ type }) => type);
  return Object.fromEntries(
    [...kinds].map(([type, given]) => {
      const settings = given.map(({ type: _type, ...others }) => others);
      if (listed.includes(type)) return [type, settings];
      if (given.length > 1) {
        throw wrongField("triggers", `two have the type "${type}"`, "put what they say together into one");
      }
      return [type, type === "manual" ? true : settings[0]];
    }),
  );
}

function byId(stages: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const named = stages.map(({ id, ...stage }, index) => {
    const key = id ?? stage.name;
    if (typeof key === "string" && key !== "") return [key, stage] as const;
    throw wrongField(`stages.${index}`, "the stage has neither an id nor a name", 'give it an `id`, such as "build"');
  });
  const twice = named.map(([key]) => key).find((key, index, keys) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw wrongField("stages", `two have the id "${twice}"`, "give each an id of its own");
  return Object.fromEntries(named);
}
