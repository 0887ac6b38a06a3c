export { convertParameter } from "./convert-parameter.ts";
export type { ConvertedParameter } from "./convert-parameter.ts";
export { resolveParameters } from "./resolve-parameters.ts";
export type { ResolvedParameters } from "./resolve-parameters.ts";
