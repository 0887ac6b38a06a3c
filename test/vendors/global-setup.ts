import { existsSync } from "node:fs";
import { specificationFile } from "../../packages/forges/test/doubles/specification-file.ts";

/** Tests that hold doubles to their vendors' documents are skipped without those: nobody shall take that for a pass. */
export function setup(): void {
  const folder = specificationFile("");
  if (existsSync(folder)) return;
  console.warn(`No vendors' documents in ${folder}: tests against them are skipped (see CONTRIBUTING.md).`);
}
