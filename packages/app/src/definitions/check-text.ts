import { hasErrors, parseDefinitionText } from "@headrace/library/project";
import { digestOf, type Pipeline, supportProblems } from "@headrace/pipeline";
import { type PublicDiagnostic, publicDiagnostic } from "./diagnostics.ts";

/** A text with everything that is to be said of it. */
export interface CheckedText {
  /** Null where it cannot be read as a pipeline at all. */
  readonly pipeline: Pipeline | null;
  /** SHA-256 of the canonical JSON; null where there are errors. */
  readonly digest: string | null;
  readonly diagnostics: readonly PublicDiagnostic[];
}

/** Reads a definition that belongs to no commit yet: stage types of its repository are looked for when it runs. */
export async function checkText(text: string, path = "headrace.yml"): Promise<CheckedText> {
  const { pipeline, diagnostics, locate } = await parseDefinitionText({ text, path }, { workspace: "isolated" });
  const all = pipeline === null ? diagnostics : [...diagnostics, ...supportProblems(pipeline)];
  const isGood = pipeline !== null && !hasErrors(all);
  return {
    pipeline,
    digest: isGood ? digestOf(pipeline) : null,
    diagnostics: all.map((each) => publicDiagnostic(each, locate)),
  };
}
