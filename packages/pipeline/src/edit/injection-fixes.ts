import type { Diagnostic, ModelPath } from "../diagnostics/diagnostic.ts";
import {
  parseExpression,
  type Reference,
  splitTemplate,
  type TemplatePart,
  taintedReferences,
} from "../expressions/index.ts";
import { variableNameOf } from "../validate/variable-name.ts";
import type { Draft } from "./draft.ts";
import type { Gesture } from "./gesture.ts";
import type { QuickFix } from "./quick-fixes.ts";
import { type Quoting, quotingAt } from "./shell-quoting.ts";
import { isPlain, own } from "./values.ts";

type ExpressionPart = Extract<TemplatePart, { readonly kind: "expression" }>;

/**
 * Moves an expression out of a script into a variable of its step, and reads it there as a word of its own. None where
 * the place of the expression leaves something to decide: in a here-document, a comment, or within a word of a language.
 */
export function injectionFixes(draft: Draft, { path, range }: Diagnostic): readonly QuickFix[] {
  const place = placeOf(draft, path);
  if (place === undefined || range === undefined) return [];
  const source = draft.source().text;
  const opening = source.lastIndexOf("${{", range.start.offset);
  const parts = splitTemplate(place.script);
  // In quotes of YAML the source writes a quote twice, or with a sign before it.
  const written = source.slice(opening + 3, source.indexOf("}}", range.start.offset));
  const [part] = parts.filter(
    (each): each is ExpressionPart =>
      each.kind === "expression" &&
      [written, written.replaceAll("''", "'"), written.replaceAll('\\"', '"')].includes(each.source),
  );
  const reference = part === undefined ? undefined : taintedReference(part.source);
  if (part === undefined || reference === undefined) return [];
  const value = `\${{ ${part.source.trim()} }}`;
  const isVariable = reference.context === "env" && part.source.trim() === reference.text;
  const name = isVariable
    ? variableNameOf(reference)
    : freeName(draft, place, { wanted: variableNameOf(reference), value });
  const script = rewritten(parts, { source: part.source, name, shell: place.shell });
  if (script === undefined) return [];
  const gestures: Gesture[] = [
    { kind: "set-field", path: place.path, value: place.isShort ? { run: script } : script },
  ];
  if (!isVariable) gestures.push({ kind: "set-field", path: [...place.step, "variables", name], value });
  const title = isVariable ? `Read ${name} as a variable` : `Pass ${reference.text} through the variable ${name}`;
  return [{ title, gesture: { kind: "sequence", gestures } }];
}

interface Place {
  readonly script: string;
  readonly shell: string;
  /** Where the script is written. */
  readonly path: ModelPath;
  readonly step: ModelPath;
  /** The step is nothing but its script. */
  readonly isShort: boolean;
}

/** The script of a written step; undefined for one that a stage type makes. */
function placeOf(draft: Draft, path: ModelPath): Place | undefined {
  const step = path.at(-1) === "run" ? path.slice(0, -1) : path;
  const written = draft.value(step);
  const script = isPlain(written) ? own(written, "run") : written;
  if (typeof script !== "string" || typeof step.at(-1) !== "number") return undefined;
  const shell = [written, draft.value(path.slice(0, 2)), draft.value(["defaults"])]
    .map((owner) => own(owner, "shell"))
    .find((each) => typeof each === "string");
  const isShort = !isPlain(written);
  return {
    script,
    shell: typeof shell === "string" ? shell : "sh",
    path: isShort ? step : [...step, "run"],
    step,
    isShort,
  };
}

function taintedReference(source: string): Reference | undefined {
  const parsed = parseExpression(source);
  return parsed.ok ? taintedReferences(parsed.expression)[0] : undefined;
}

/** A name that holds this very value already, or that nothing there has. */
function freeName(
  draft: Draft,
  place: Place,
  { wanted, value }: { readonly wanted: string; readonly value: string },
): string {
  const stage = draft.value(place.step.slice(0, 2));
  const secrets = own(stage, "secrets");
  const inStep = own(draft.value(place.step), "variables");
  const around = [own(stage, "variables"), draft.value(["variables"])];
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}_${count}`;
    if (own(inStep, name) === value) return name;
    const isSecret = Array.isArray(secrets) && secrets.includes(name);
    if (own(inStep, name) === undefined && !isSecret && around.every((each) => own(each, name) === undefined))
      return name;
  }
}

/** The script with every use of the expression replaced; undefined where one of them stands in no plain place. */
function rewritten(
  parts: readonly TemplatePart[],
  { source, name, shell }: { readonly source: string; readonly name: string; readonly shell: string },
): string | undefined {
  let script = "";
  for (const part of parts) {
    if (part.kind === "unclosed") return undefined;
    if (part.kind === "literal") script += part.text;
    else if (part.source !== source) script += `\${{${part.source}}}`;
    else {
      const use = useIn(shell, name, quotingAt(script));
      if (use === undefined) return undefined;
      script += use;
    }
  }
  return script;
}

function useIn(shell: string, name: string, quoting: Quoting | undefined): string | undefined {
  if (shell !== "sh" && shell !== "bash") return undefined;
  switch (quoting) {
    case "none":
      return `"$\{${name}}"`;
    case "double":
      return `$\{${name}}`;
    case "single":
      return `'"$\{${name}}"'`;
    case undefined:
      return undefined;
  }
}
