export { parsePipeline } from "./parse-pipeline.ts";
export type { ParsedPipeline, ParseLimits, ParseOptions } from "./parse-pipeline.ts";
export { createLineIndex, type LineIndex } from "./line-index.ts";
export { type ReadYaml, readYaml, type TextProblem, type YamlLimits } from "./read-yaml.ts";
export { entriesOf, type SourceDocument } from "./source-document.ts";
