export type { ConvertedParameter } from "./convert-parameter.ts";
export { convertParameter } from "./convert-parameter.ts";
export type { ResolvedParameters } from "./resolve-parameters.ts";
export { resolveParameters } from "./resolve-parameters.ts";
