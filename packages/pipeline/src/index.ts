export * from "./diagnostics/codes.ts";
export * from "./errors.ts";
export * from "./diagnostics/diagnostic.ts";
export * from "./model/index.ts";
export * from "./format/index.ts";
export * from "./graph/index.ts";
export * from "./values/index.ts";
export * from "./expressions/index.ts";
export * from "./matrix/index.ts";
export * from "./parse/index.ts";
export * from "./diff/index.ts";
// What readers of other formats build on: YAML and JSON with the place of each value.
export { createLineIndex, type LineIndex } from "./parse/line-index.ts";
export { type ReadYaml, readYaml, type TextProblem, type YamlLimits } from "./parse/read-yaml.ts";
export { entriesOf, type SourceDocument } from "./parse/source-document.ts";
export * from "./parameters/index.ts";
export * from "./schema/index.ts";
export * from "./validate/index.ts";
export * from "./stage-types/index.ts";
