import type { ForgeError, ForgeErrorCode } from "@headrace/forges";

const lasting: ReadonlySet<ForgeErrorCode> = new Set([
  "forge-forbidden",
  "forge-not-found",
  "forge-refused",
  "forge-answer-unreadable",
  "forge-answer-too-large",
]);

/** Whether asking again would come to the same: what is only read beside runs is done without then. */
export function isLasting({ code }: ForgeError): boolean {
  return lasting.has(code);
}
