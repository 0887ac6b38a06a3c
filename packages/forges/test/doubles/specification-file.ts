import { join } from "node:path";

/** A vendor's document: in the folder that HEADRACE_FORGE_SPECS names, or beside the checkout. It need not be there. */
export function specificationFile(name: string): string {
  const beside = join(import.meta.dirname, "../../../../..", "shared", "specs");
  return join(process.env.HEADRACE_FORGE_SPECS ?? beside, name);
}
