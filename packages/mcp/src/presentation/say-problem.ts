import { Problem, problemOf } from "@headrace/app";
import { cleanText } from "./clean-text.ts";

/** Why something was refused, and what to do about it, as text for a model. */
export function sayProblem(error: unknown): string {
  const { code, message, mend, faults } = error instanceof Problem ? error : problemOf(error);
  const lines = [
    `${code}: ${sentence(message)}`,
    ...faults.map((fault) => `- ${fault.path}: ${fault.message}${fault.mend === undefined ? "" : ` (${fault.mend})`}`),
    ...(mend === undefined ? [] : [`What to do: ${sentence(mend)}`]),
  ];
  return cleanText(lines.join("\n"));
}

/** Some of what is said is a whole sentence already. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
