import type { Catalog } from "@headrace/engine";
import type { Database } from "../database/database.ts";
import { createArtifactRows } from "./artifacts.ts";
import { createCacheRows } from "./caches.ts";
import { createReusableRows } from "./reusable-results.ts";
import { createTestRows } from "./test-results.ts";
import { createUsualDurations } from "./usual-durations.ts";

/** The catalog over the database. */
export function createCatalog(database: Database): Catalog {
  return {
    ...createArtifactRows(database),
    ...createCacheRows(database),
    ...createReusableRows(database),
    ...createTestRows(database),
    ...createUsualDurations(database),
  };
}
