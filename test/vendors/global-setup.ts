import { missingDocuments } from "./missing-documents.ts";

/** Also said at the end of `npm test`. */
export function setup(): void {
  for (const line of missingDocuments()) console.warn(line);
}
