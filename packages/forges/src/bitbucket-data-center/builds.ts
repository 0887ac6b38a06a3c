import { type ForgeHttp, path } from "../http/index.ts";
import type { Builds, ForgeBuild } from "../ports/index.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { buildSchema } from "./schema.ts";

/** What Jenkins, Bamboo and others said of a commit, and Headrace: the host lists all by the commit alone. */
export function createBuilds(http: ForgeHttp): Builds {
  return {
    async list(_, commit, signal) {
      const at = path`/build-status/latest/commits/${commit}`;
      const found = await readAll(
        http,
        { path: at, query: { orderBy: "NEWEST" }, ...given("signal", signal) },
        buildSchema,
      );
      return found.map(({ key, name, state, description, url, updatedDate, createdDate }) => ({
        key,
        name: name ?? key,
        state: states.get(state ?? "") ?? "unknown",
        ...given("description", description),
        ...given("url", url),
        ...given("at", updatedDate ?? createdDate),
      }));
    },
  };
}

const states: ReadonlyMap<string, ForgeBuild["state"]> = new Map([
  ["SUCCESSFUL", "success"],
  ["FAILED", "failed"],
  ["INPROGRESS", "running"],
  ["CANCELLED", "cancelled"],
]);
