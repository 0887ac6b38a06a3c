import * as z from "zod";
import { functionNames } from "../expressions/index.ts";
import { createStageTypes } from "../stage-types/registry.ts";
import { contextsAt, fixedMembers, momentNames } from "../validate/moments.ts";
import { optionalKeys, supportedKeys } from "../validate/support-problems.ts";
import { pipelineSchema } from "./pipeline.ts";
import { stageTypeSchema } from "./stage-type.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What each named part is for, by its name. */
type Meanings = ReadonlyMap<string, string | undefined>;

/** The language reference, in Markdown: every key with its type, what it means, and an example. */
export function languageReference(): string {
  const { $defs = {}, ...root } = z.toJSONSchema(pipelineSchema, { io: "input" });
  const named = Object.entries($defs);
  const { $defs: typeDefs = {}, ...stageType } = z.toJSONSchema(stageTypeSchema, { io: "input" });
  const meanings = new Map(
    Object.entries({ ...$defs, ...typeDefs }).map(([name, schema]) => [name, schema.description]),
  );
  const onlyInTypes = Object.entries(typeDefs).filter(([name]) => !(name in $defs) && name !== "StageType");
  return `${[
    "# The pipeline language",
    "<!-- Made from the schema by packages/pipeline/scripts/write-schema.ts; do not edit. -->",
    introduction,
    "## Pipeline",
    keys(root, meanings),
    ...inOrder(named).flatMap(([name, schema]) => section(name, schema, meanings)),
    "## Texts with a form",
    forms(named),
    "## Expressions",
    expressions(),
    "## What a step sees and says",
    stepSurroundings(),
    "## Stage types",
    stageTypes(),
    "## A stage type of your own",
    ownTypes,
    keys(stageType, meanings),
    ...onlyInTypes.flatMap(([name, schema]) => section(name, schema, meanings)),
    "## What this version refuses",
    refused(),
  ].join("\n\n")}\n`;
}

const introduction = `A pipeline is a YAML file (or the same structure in JSON): \`headrace.yml\`, or any file below \`headrace/\`. Only \`name\` and \`stages\` are required. The schema is closed: an unknown key is an error that names the nearest known one. Stages run in the order that their \`needs\` say, never in the order of the file.

\`\`\`yaml
name: shop
stages:
  build:
    steps: [npm ci, npm run build]
    artifacts: [{ name: dist, paths: ["dist/**"] }]
  test:
    needs: [build]
    matrix: { axes: { suite: [unit, browser] } }
    steps: [{ run: 'npm run test:$SUITE', variables: { SUITE: "\${{ matrix.suite }}" } }]
\`\`\`

For completion in an editor, name the JSON Schema in the first line: \`# yaml-language-server: $schema=…/schema/headrace.schema.json\`, or take it from \`headrace schema\`.`;

const ownTypes = `A file \`headrace/stage-types/<name>.yml\` is a stage type of this repository, used as \`uses: <name>\`. One of another repository is used as \`uses: <repository>/<name>@<version>\` and found through the local path that the repository is given.

Every step sees each input as the environment variable \`INPUT_<NAME>\` (a list one item a line). Everywhere but in scripts \`\${{ inputs.<name> }}\` stands for the value; in a script that is refused as \`script-injection\`, except for numbers, booleans and choices. Used by a step, the step's \`id\` names the last of the type's steps that has one.

\`\`\`yaml
summary: Checks the style of the sources.
category: test
inputs:
  folder: { type: path, default: src, description: What to check }
  level: { type: choice, options: [low, high], default: low }
outputs:
  count: { value: "\${{ steps.check.outputs.count }}" }
steps:
  - id: check
    run: ./tools/check --level \${{ inputs.level }} "$INPUT_FOLDER"
\`\`\``;

/** Those with keys of their own, as a reader meets them. */
function inOrder(named: readonly (readonly [string, JsonSchema])[]): readonly (readonly [string, JsonSchema])[] {
  const first = ["Stage", "Step", "Matrix"];
  const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  return named
    .filter(([, schema]) => objectsOf(schema).length > 0)
    .toSorted(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

function section(name: string, schema: JsonSchema, meanings: Meanings): readonly string[] {
  const objects = objectsOf(schema);
  const short = objects.length === 1 ? optionsOf(schema).filter((option) => option.properties === undefined) : [];
  const or = short.length === 0 ? [] : [`Instead of a mapping: ${short.map(typeOf).join(" or ")}.`];
  return [`## ${name}`, ...described(schema), ...or, ...objects.map((object) => keys(object, meanings))];
}

function described({ description, examples }: JsonSchema): readonly string[] {
  const example = examples?.[0];
  const shown = example === undefined ? "" : ` For example \`${inline(example)}\`.`;
  return description === undefined ? [] : [description + shown];
}

function optionsOf(schema: JsonSchema): readonly JsonSchema[] {
  return (schema.anyOf ?? schema.oneOf ?? []).filter((option) => typeof option === "object");
}

function objectsOf(schema: JsonSchema): readonly JsonSchema[] {
  return [schema, ...optionsOf(schema)].filter((option) => option.properties !== undefined);
}

function keys(schema: JsonSchema, meanings: Meanings): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const value = typeof property === "boolean" ? {} : property;
    const required = (schema.required ?? []).includes(name) ? " (required)" : "";
    const [example] = value.examples ?? [];
    return row([
      `\`${name}\`${required}`,
      typeOf(value),
      value.description ?? meanings.get(nameOf(value.$ref)) ?? "",
      example === undefined ? "" : `\`${inline(example)}\``,
    ]);
  });
  return table(["key", "takes", "meaning", "example"], rows);
}

function typeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return link(schema.$ref);
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const options = optionsOf(schema);
  if (options.length > 0) return [...new Set(options.map(typeOf))].join(" or ");
  if (Array.isArray(schema.type)) return "text";
  if (schema.type === "array") {
    return schema.items === undefined || typeof schema.items === "boolean" || Array.isArray(schema.items)
      ? "list"
      : `list of ${typeOf(schema.items)}`;
  }
  if (schema.type !== "object") return typeNames[schema.type ?? ""] ?? "any value";
  if (schema.properties !== undefined)
    return `mapping of ${Object.keys(schema.properties)
      .map((key) => `\`${key}\``)
      .join(", ")}`;
  const values = schema.additionalProperties;
  return typeof values === "object" ? `mapping of names to ${typeOf(values)}` : "mapping";
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  integer: "whole number",
  boolean: "`true` or `false`",
};

function forms(named: readonly (readonly [string, JsonSchema])[]): string {
  const rows = named
    .filter(([, schema]) => objectsOf(schema).length === 0)
    .map(([name, schema]) => row([`<a id="${name.toLowerCase()}"></a>${name}`, described(schema).join("")]));
  return table(["name", "form"], rows);
}

function expressions(): string {
  const rows = Object.entries(contextsAt).map(([moment, contexts], index, all) => {
    const before: readonly string[] = all[index - 1]?.[1] ?? [];
    const more = contexts.filter((name) => !before.includes(name));
    const added = moment === "end" ? ["stage.outcome"] : more;
    return row([
      momentNames[moment === "end" ? "end" : asMoment(moment)],
      evaluated[asMoment(moment)],
      added.map((name) => `\`${name}\``).join(" "),
    ]);
  });
  const members = Object.entries(fixedMembers).map(([name, list]) =>
    row([`\`${name}\``, (list ?? []).map((member) => `\`${member}\``).join(" ")]),
  );
  return [
    "`${{ … }}` holds an expression of the language that GitHub Actions has. A name that cannot exist at its place is an error when the pipeline is read. `secrets` can be read only in `variables` and in inputs of stage types that are declared secret.",
    table(["evaluated", "keys", "contexts, beside those above"], rows),
    table(["context", "members"], members),
    "`steps.<id>` has `outputs`, `outcome` and `conclusion`, for each step that came before. `outcome` says how the step ended and `conclusion` what that counts as: a failure that `allowFailure` allows has the outcome `failure` and the conclusion `success`. Both, and `needs.<id>.result`, are one of GitHub's four words: `success`, `failure`, `cancelled`, `skipped`. `stage.outcome` tells more, in the words of the events: `success`, `failed`, `timedOut`, `outOfMemory`, `infrastructure`, `cancelled`. `stage.tests` holds the totals of the stage's test reports, for its `outputs`: `total`, `passed`, `failed`, `skipped`, `flaky`, `durationMs`; it is `null` without a report.",
    "In paths and patterns (`artifacts.paths`, `cache.paths`, `reports`) the value of an expression is data: a `*` in it is no wildcard. One that leaves the workspace is refused like any other path.",
    `Functions: ${functionNames.map((name) => `\`${name}\``).join(", ")}. The status functions \`success\`, \`failure\`, \`cancelled\` and \`always\` stand only in \`when\`.`,
    'Text from outside (`git`, parameters of the type `string`, outputs, `env`) may not be part of a script, where it could run as a command: pass it through `variables` and write `"$NAME"`. A comparison, which gives true or false, may.',
  ].join("\n\n");
}

const variables: readonly (readonly [string, string])[] = [
  ["`CI` `HEADRACE`", "`true`"],
  ["`HEADRACE_EXECUTION_ID`", "Names the execution, everywhere and for ever."],
  ["`HEADRACE_EXECUTION_NUMBER`", "Counts the executions of the pipeline from 1."],
  ["`HEADRACE_EXECUTION_URL`", "Where a server shows the execution. On the command line there is no such variable."],
  ["`HEADRACE_PIPELINE` `HEADRACE_STAGE`", "The pipeline's name and the stage's key."],
  ["`HEADRACE_ATTEMPT`", "Counts the tries of the stage from 1."],
  ["`HEADRACE_BRANCH` `HEADRACE_COMMIT` `HEADRACE_TAG`", "What is built; empty where there is none."],
  ["`HEADRACE_WORKSPACE`", "The absolute path of the stage's files."],
  ["`HEADRACE_OUTPUT` `HEADRACE_ENV` `HEADRACE_PATH` `HEADRACE_SUMMARY`", "Files to write to; see below."],
  ["`HOME`", "In an isolated workspace an empty directory of the stage's own."],
  ["`PATH` `LANG` `TZ` `TERM`", "As Headrace was started with; nothing else comes from outside."],
  [
    "`HEADRACE_EXECUTION_MARK`",
    "Headrace's own: processes that a stage leaves behind are found by it and ended. Its form may change; what removes it from the environment of a process may outlive the stage.",
  ],
];

function stepSurroundings(): string {
  return [
    "Beside the variables of the pipeline, the stage and the step, and the stage's `secrets`, every step has these in its environment, and no others:",
    table(["variable", "value"], variables.map(row)),
    "What a step appends to `HEADRACE_OUTPUT` becomes its outputs, to `HEADRACE_ENV` variables of the steps that follow, to `HEADRACE_PATH` directories put before their `PATH`, to `HEADRACE_SUMMARY` Markdown shown with the execution. Outputs and variables are written as `name=value`, or for several lines as `name<<END`, the lines, and a line that is just `END`. An output that holds a secret is dropped with a warning.",
    "Lines of its output that begin with `::group::`, `::endgroup::`, `::error file=…,line=…::`, `::warning::`, `::notice::`, `::add-mask::` and `::stop-commands::` mean what they mean on GitHub.",
  ].join("\n\n");
}

type Moment = keyof typeof contextsAt;

function asMoment(name: string): Moment {
  return name === "planning" || name === "settled" || name === "start" || name === "step" ? name : "end";
}

const evaluated: Readonly<Record<Moment, string>> = {
  planning: "`concurrency.group` of the pipeline, `schedule.branch`, `matrix` without `needs`",
  settled:
    "`when` of a stage, `matrix` that reads `needs`, `environment.name`, `approval`, `concurrency.group` of a stage",
  start: "`variables` of a stage, `image`, `services`, `cache`, `workingDirectory`, `timeout`",
  step: "`run`, `when`, `variables`, `workingDirectory` and `timeout` of a step",
  end: "`outputs`, `artifacts.paths`, `reports`, `afterSteps`, `rollback`, `environment.url`",
};

function stageTypes(): string {
  return createStageTypes()
    .list()
    .map(({ type, category, summary, inputs, outputs }) => {
      const inputRows = inputs.map((input) => {
        const value =
          input.default === undefined || input.default === "" || inline(input.default) === "[]"
            ? ""
            : `\`${inline(input.default)}\``;
        return row([
          `\`${input.name}\`${input.required === true ? " (required)" : ""}`,
          input.type,
          input.description,
          value,
        ]);
      });
      const outputRows = outputs.map((output) => row([`\`${output.name}\``, output.description]));
      return [
        `### ${type}`,
        `${summary} Category: \`${category}\`.`,
        table(["input", "type", "meaning", "default"], inputRows),
        ...(outputs.length === 0 ? [] : [table(["output", "meaning"], outputRows)]),
      ].join("\n\n");
    })
    .join("\n\n");
}

function refused(): string {
  const list = optionalKeys.filter((key) => !supportedKeys.includes(key)).map((key) => `\`${key}\``);
  return `These keys are read and checked, but a run that has them is refused with \`not-supported-yet\`, never carried out without them: ${list.join(", ")}.`;
}

function link(reference: string): string {
  const name = nameOf(reference);
  return `[${name}](#${name.toLowerCase()})`;
}

function nameOf(reference = ""): string {
  return reference.replace("#/$defs/", "");
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${inline(item)}`)
    .join(", ")} }`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return [row(heads), `|${heads.map(() => "---").join("|")}|`, ...rows].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
