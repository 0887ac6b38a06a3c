import { type Diagnostic, type ParsedPipeline, type ParseOptions, parsePipeline } from "@headrace/pipeline";

/**
 * Reads a pipeline of the Headrace language written as JSON. What `parsePipeline` takes and JSON does not (comments,
 * bare words, trailing commas) is an error here. Never throws for what the text holds.
 *
 * @example
 * parseJson('{"name": "hello", "stages": {"greet": {"steps": ["echo hello"]}}}').pipeline?.name; // "hello"
 */
export function parseJson(text: string, options: ParseOptions = {}): ParsedPipeline {
  const parsed = parsePipeline(text, options);
  if (parsed.diagnostics.some((diagnostic) => diagnostic.severity === "error") || isJson(text)) return parsed;
  const refusal: Diagnostic = {
    code: "yaml-syntax",
    severity: "error",
    message: "The text is YAML, but not JSON.",
    mend: "Quote every key and text with double quotes, and remove comments and trailing commas.",
    path: [],
  };
  return { ...parsed, pipeline: null, diagnostics: [refusal, ...parsed.diagnostics] };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
