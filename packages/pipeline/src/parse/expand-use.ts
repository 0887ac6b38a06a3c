import type { ModelPath } from "../diagnostics/diagnostic.ts";
import { hasExpression, parseExpression, referencesOf, splitTemplate } from "../expressions/index.ts";
import { inputShapes } from "../stage-types/input-shapes.ts";
import type { StageTypeRegistry } from "../stage-types/registry.ts";
import type { StageExpansion, StageType, StageTypeInput } from "../stage-types/stage-type.ts";
import type { Report } from "../validate/finding.ts";
import { nearestName } from "../validate/nearest-name.ts";
import { follow } from "./locator.ts";
import { parseStageType } from "./parse-stage-type.ts";
import type { Definition } from "./read-definition.ts";
import { readShape } from "./read-shape.ts";

/** Finds the text of a stage type that is not built in: `lint`, `platform/build@2`. Null when there is none. */
export type ResolveStageType = (reference: string) => string | null;

export interface ExpandUseOptions {
  readonly definition: Definition;
  readonly stageTypes: StageTypeRegistry;
  readonly resolve: ResolveStageType | undefined;
  readonly report: Report;
}

export interface ExpandedUse {
  readonly type: StageType;
  readonly expansion: StageExpansion;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Turns the `uses` and `with` at a path into the steps they stand for. What is wrong with them is reported. */
export type ExpandUse = (reference: string, path: ModelPath) => ExpandedUse | undefined;

export function createExpandUse({ definition, stageTypes, resolve, report }: ExpandUseOptions): ExpandUse {
  const resolved = new Map<string, StageType | undefined>();

  function find(reference: string, path: ModelPath): StageType | undefined {
    const known = stageTypes.get(reference);
    if (known !== undefined) return known;
    if (!resolved.has(reference)) resolved.set(reference, resolveType(reference, path));
    return resolved.get(reference);
  }

  function resolveType(reference: string, path: ModelPath): StageType | undefined {
    const text = resolve?.(reference) ?? null;
    if (text === null) {
      const names = stageTypes.list().map(({ type }) => type);
      const near = nearestName(reference, names);
      const own = reference.includes("/")
        ? "Check the repository and the version, and say where that repository is."
        : `Use one of: ${names.join(", ")}; or describe it in headrace/stage-types/${reference}.yml.`;
      const mend = near === undefined ? own : `Did you mean "${near}"?`;
      report({
        code: "unknown-stage-type",
        path: [...path, "uses"],
        message: `There is no stage type "${reference}".`,
        mend,
      });
      return undefined;
    }
    const { stageType, diagnostics } = parseStageType(text, reference);
    for (const { code, severity, message, mend, range } of diagnostics) {
      const place = range === undefined ? "" : `, line ${range.start.line}`;
      const whole = `In the stage type "${reference}"${place}: ${message}`;
      report({ code, severity, path: [...path, "uses"], message: whole, ...(mend === undefined ? {} : { mend }) });
    }
    return stageType ?? undefined;
  }

  function readInputs(type: StageType, path: ModelPath): Readonly<Record<string, unknown>> | undefined {
    const { document } = definition;
    const at = follow(document, [...path, "with"]);
    const given: Record<string, unknown> = Object.create(null);
    let sound = true;
    if (at !== undefined && at.depth === path.length + 1) {
      const reading = readShape(document, at.node, { shape: inputShapes(type), subject: "`with`" });
      for (const problem of reading.problems) {
        sound = false;
        const { code, message, mend } = problem;
        const place = [...path, "with", ...problem.path];
        report({ code, path: place, message, ...(mend === undefined ? {} : { mend }) });
      }
      if (isRecord(reading.value)) Object.assign(given, reading.value);
    } else {
      for (const { name } of type.inputs.filter(({ required }) => required === true)) {
        sound = false;
        const message = `The stage type "${type.type}" needs the input \`${name}\`.`;
        report({ code: "missing-key", path: [...path, "uses"], message, mend: `Add \`with: { ${name}: … }\`.` });
      }
    }
    const values: Record<string, unknown> = Object.create(null);
    for (const input of type.inputs) {
      const value = given[input.name] ?? input.default;
      if (value !== undefined && given[input.name] !== undefined) checkValue(input, value, path);
      values[input.name] = value;
    }
    return sound ? values : undefined;
  }

  function checkValue(input: StageTypeInput, value: unknown, path: ModelPath): void {
    for (const text of Array.isArray(value) ? value : [value]) {
      if (typeof text !== "string" || !hasExpression(text)) continue;
      const place = [...path, "with", input.name];
      if (input.literal === true) {
        const message = `The input \`${input.name}\` is needed when the pipeline is read, so it cannot hold an expression.`;
        report({ code: "bad-expression", path: place, message, mend: "Write its value out." });
      } else if (input.type !== "secret" && readsSecrets(text)) {
        const message = `The input \`${input.name}\` is not declared as a secret, so it cannot read \`secrets\`.`;
        report({ code: "unknown-name", path: place, message, mend: "Pass it through the stage's `secrets`." });
      }
    }
  }

  return (reference, path) => {
    const type = find(reference, path);
    const inputs = type === undefined ? undefined : readInputs(type, path);
    if (type === undefined || inputs === undefined) return undefined;
    return { type, expansion: type.expand(inputs), inputs: withoutEmpty(inputs) };
  };
}

function readsSecrets(text: string): boolean {
  return splitTemplate(text).some((part) => {
    if (part.kind !== "expression") return false;
    const parsed = parseExpression(part.source);
    return parsed.ok && referencesOf(parsed.expression).some(({ context }) => context === "secrets");
  });
}

function withoutEmpty(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
