import type { ModelPath } from "../diagnostics/diagnostic.ts";
import { splitTemplate } from "../expressions/template.ts";
import type { Draft } from "./draft.ts";
import { neededStages, stagesOf } from "./stages.ts";
import { isPlain } from "./values.ts";

/** Gives a stage another name wherever other stages say it: in `needs` and in expressions such as `needs.build.outputs.x`. */
export function renameUses(draft: Draft, from: string, to: string): void {
  for (const [id, stage] of Object.entries(stagesOf(draft))) {
    if (neededStages(stage).includes(from)) renameNeeds(draft, ["stages", id, "needs"], { from, to });
    visitTexts(stage, ["stages", id], (text, path) => {
      const isCondition = path.at(-1) === "when";
      const value = rewriteTemplate(text, { isCondition, from, to });
      if (value === text) return;
      if (!text.includes("\n")) draft.set(path, value);
      else draft.rewrite(path, { value, source: (raw) => rewriteTemplate(raw, { isCondition, from, to }) });
    });
  }
}

interface Renaming {
  readonly from: string;
  readonly to: string;
}

function renameNeeds(draft: Draft, path: ModelPath, { from, to }: Renaming): void {
  const needs = draft.value(path);
  if (needs === from) draft.set(path, to);
  if (!Array.isArray(needs)) return;
  for (const [index, need] of needs.entries()) {
    if (need === from) draft.set([...path, index], to);
    else if (isPlain(need) && need.stage === from) draft.set([...path, index, "stage"], to);
  }
}

function visitTexts(value: unknown, path: ModelPath, visit: (text: string, path: ModelPath) => void): void {
  if (typeof value === "string") {
    if (/needs/i.test(value)) visit(value, path);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visitTexts(item, [...path, index], visit);
  } else if (isPlain(value)) {
    for (const [key, member] of Object.entries(value)) visitTexts(member, [...path, key], visit);
  }
}

/** Within `${{ }}`, or everywhere in a condition that is written without. */
function rewriteTemplate(text: string, options: Renaming & { readonly isCondition: boolean }): string {
  if (options.isCondition && !text.includes("${{")) return rewriteExpression(text, options);
  let result = "";
  for (const part of splitTemplate(text)) {
    if (part.kind === "literal") result += part.text;
    else if (part.kind === "unclosed") result += text.slice(part.offset);
    else result += `\${{${rewriteExpression(part.source, options)}}}`;
  }
  return result;
}

/** `needs.old` and `needs['old']`, which names write in any case; what stands in quotes elsewhere is text. */
function rewriteExpression(source: string, { from, to }: Renaming): string {
  const name = from.replaceAll(/[^A-Za-z0-9_]/g, "\\$&");
  const use = new RegExp(
    `('(?:[^']|'')*')|(?<![\\w.-])(needs\\s*)(?:\\.\\s*${name}(?![\\w-])|\\[(\\s*)'${name}'(\\s*)\\])`,
    "gi",
  );
  const dotted = /^[A-Za-z_][\w-]*$/.test(to);
  return source.replaceAll(use, (whole: string, quoted?: string, context?: string, before?: string, after?: string) => {
    if (quoted !== undefined || context === undefined) return whole;
    if (before !== undefined) return `${context}[${before}'${to}'${after ?? ""}]`;
    return dotted ? `${context}.${to}` : `${context}['${to}']`;
  });
}
