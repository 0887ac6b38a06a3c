export { type Condition, conditionSource, evaluateCondition } from "./condition.ts";
export { evaluateExpression, evaluateTemplate, evaluateValue, textOf } from "./evaluate.ts";
export { evaluateGlob } from "./evaluate-glob.ts";
export { explainCondition } from "./explain.ts";
export { functionNames } from "./functions.ts";
export { type Expression, type ParsedExpression, parseExpression } from "./parse.ts";
export { ExpressionProblem } from "./problem.ts";
export { readsContext } from "./reads.ts";
export {
  type Call,
  callsOf,
  hasStatusFunction,
  type Reference,
  type ReferenceStep,
  referenceAt,
  referencesOf,
  taintedReferences,
} from "./references.ts";
export type { Scope, ScopeFunctions } from "./scope.ts";
export { hasExpression, splitTemplate, type TemplatePart } from "./template.ts";
export { type NotYetKnown, undecidedReadings } from "./undecided.ts";
export { nodeOf } from "./walk.ts";
