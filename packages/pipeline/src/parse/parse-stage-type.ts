import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { splitTemplate } from "../expressions/index.ts";
import type { StageTypeText } from "../schema/stage-type.ts";
import { defineStageType } from "../stage-types/define-stage-type.ts";
import { inputVariable } from "../stage-types/input-variables.ts";
import type { StageType } from "../stage-types/stage-type.ts";
import { inputsRead } from "../stage-types/substitute-inputs.ts";
import { nearestName } from "../validate/nearest-name.ts";
import { createPlaces } from "./places.ts";
import type { ParseLimits } from "./read-definition.ts";
import { readDefinition } from "./read-definition.ts";

export interface ParsedStageType {
  /** Absent when a diagnostic is an error. */
  readonly stageType: StageType | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a stage type's file. `type` is the name that `uses` gives it. Never throws for what the text holds. */
export function parseStageType(text: string, type: string, limits: ParseLimits = {}): ParsedStageType {
  const { definition, diagnostics: structural } = readDefinition(text, "StageType", limits);
  const value = definition?.reading.value;
  if (definition === undefined || !isStageTypeText(value)) return { stageType: null, diagnostics: structural };
  const places = createPlaces(definition);
  const diagnostics = [...structural, ...checkInputs(value).map(places.diagnostic)];
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return { stageType: failed ? null : defineStageType(type, value), diagnostics };
}

/** The reader has just built the value by the shapes made from the schema that the type is inferred from. */
function isStageTypeText(value: unknown): value is StageTypeText {
  return value !== undefined;
}

type Finding = Parameters<ReturnType<typeof createPlaces>["diagnostic"]>[0];

/** Inputs that do not exist, and those that would become part of a script. */
function checkInputs(text: StageTypeText): readonly Finding[] {
  const findings: Finding[] = [];
  const types = new Map(Object.entries(text.inputs ?? {}).map(([name, input]) => [name.toLowerCase(), input.type]));

  function visit(part: unknown, path: readonly (string | number)[]): void {
    if (typeof part === "string") checkText(part, path);
    else if (typeof part === "object" && part !== null) {
      const list = Array.isArray(part);
      for (const [key, value] of Object.entries(part)) visit(value, [...path, list ? Number(key) : key]);
    }
  }

  function checkText(part: string, path: readonly (string | number)[]): void {
    const isScript = path.at(-1) === "run" || (path.length === 2 && /teps$/.test(String(path[0])));
    const bare = path.at(-1) === "when" && !part.includes("${{");
    const sources = bare
      ? [part]
      : splitTemplate(part).flatMap((piece) => (piece.kind === "expression" ? [piece.source] : []));
    for (const name of sources.flatMap(inputsRead)) {
      const within = { text: part, offset: Math.max(0, part.indexOf(name)), length: name.length };
      const inputType = types.get(name.toLowerCase());
      if (inputType === undefined) {
        const near = nearestName(name, types.keys());
        const mend = near === undefined ? "Declare it under `inputs`." : `Did you mean "${near}"?`;
        findings.push({ code: "unknown-name", path, message: `There is no input "${name}".`, mend, within });
      } else if (isScript && !safeInScripts.has(inputType)) {
        findings.push({
          code: "script-injection",
          path,
          message: `The input "${name}" would become part of the script, where it could run as a command.`,
          mend: `Write "$${inputVariable(name)}" in the script.`,
          within,
        });
      }
    }
  }

  for (const [key, value] of Object.entries(text)) if (key !== "inputs") visit(value, [key]);
  for (const [name, input] of Object.entries(text.inputs ?? {})) {
    if (input.type !== "choice" || (input.options ?? []).length > 0) continue;
    const message = `The input "${name}" is a choice without options.`;
    findings.push({ code: "missing-key", path: ["inputs", name], message, mend: "Add `options`." });
  }
  for (const [list, steps] of Object.entries({ steps: text.steps, afterSteps: text.afterSteps ?? [] })) {
    for (const [index, step] of steps.entries()) {
      if (typeof step === "string" || step.run !== undefined) continue;
      const message = "A step of a stage type has a `run`; it cannot use another type.";
      findings.push({ code: "missing-key", path: [list, index], message, mend: "Add a `run`." });
    }
  }
  return findings;
}

/** Values of these are numbers, true or false, or chosen by whoever wrote the type. */
const safeInScripts: ReadonlySet<string> = new Set(["number", "boolean", "choice"]);
