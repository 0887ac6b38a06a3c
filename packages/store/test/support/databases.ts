import { join } from "node:path";
import { describe } from "vitest";
import { createTestDatabase } from "../../../../test/postgres/index.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Where a store keeps things: what `openStore` is told. */
export interface Place {
  readonly directory: string;
  readonly database?: string;
}

/** Makes a new place, which goes with the test. */
export type CreatePlace = () => Promise<Place>;

/** The same tests on SQLite and on PostgreSQL. */
export function forEachDatabase(tests: (createPlace: CreatePlace) => void): void {
  describe("on SQLite", () => tests(async () => ({ directory: join(temporaryDirectory(), "data") })));
  describe("on PostgreSQL", () =>
    tests(async () => ({ directory: join(temporaryDirectory(), "data"), database: await createTestDatabase() })));
}
