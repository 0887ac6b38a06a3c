export { type Completions, completeText } from "./complete-text.ts";
export { expressionNames, type WrittenNames } from "./expression-names.ts";
export { type ExpressionPlace, expressionPlace } from "./expression-place.ts";
export { type UnfinishedName, unfinishedName } from "./unfinished-name.ts";
