import type { DatabaseSync } from "node:sqlite";
import type { Catalog } from "@headrace/engine";
import type { Statements } from "../database/statements.ts";
import { createArtifactRows } from "./artifacts.ts";
import { createCacheRows } from "./caches.ts";
import { createReusableRows } from "./reusable-results.ts";
import { createTestRows } from "./test-results.ts";
import { createUsualDurations } from "./usual-durations.ts";

export interface CatalogOptions {
  readonly database: DatabaseSync;
  readonly statements: Statements;
}

/** The catalog over SQLite. */
export function createCatalog({ database, statements }: CatalogOptions): Catalog {
  return {
    ...createArtifactRows(statements),
    ...createCacheRows(statements),
    ...createReusableRows(statements),
    ...createTestRows({ database, statements }),
    ...createUsualDurations(statements),
  };
}
