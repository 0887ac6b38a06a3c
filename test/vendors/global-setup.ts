import { missingDocuments } from "./missing-documents.ts";

/**
 * Also said at the end of `npm test`. Who names the folder of the documents wants them: without one of them nothing runs
 * then, so that continuous integration which has them cannot lose them unseen.
 */
export function setup(): void {
  const missing = missingDocuments();
  if (missing.length > 0 && process.env.HEADRACE_FORGE_SPECS !== undefined) {
    throw new Error(`HEADRACE_FORGE_SPECS names a folder, so nothing may be missing:\n${missing.join("\n")}`);
  }
  for (const line of missing) console.warn(line);
}
