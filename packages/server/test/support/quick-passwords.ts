import { createHash } from "node:crypto";
import type { CreateAppOptions } from "@headrace/app";

/** As quick to guess as to compare: for tests that sign in dozens of times. Others have passwords kept as servers do. */
export const quickPasswords: NonNullable<CreateAppOptions["passwords"]> = {
  hash: async (password) => digestOf(password),
  verify: async ({ hash, password }) => hash === digestOf(password),
};

function digestOf(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}
