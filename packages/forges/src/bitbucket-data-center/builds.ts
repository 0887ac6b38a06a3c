import { type ForgeHttp, path } from "../http/index.ts";
import type { Builds } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { buildSchema } from "./schema.ts";
import { words } from "./words.ts";

/**
 * What Jenkins, Bamboo and others said of a commit, and Headrace. The host lists all by the commit alone, of any
 * repository that the token sees: that this one has the commit is asked first.
 */
export function createBuilds(http: ForgeHttp): Builds {
  return {
    async list(repository, commit, signal) {
      await http.send({
        path: `/api/latest${repositoryPath(repository)}${path`/commits/${commit}`}`,
        ...given("signal", signal),
      });
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
        ...given("word", state),
        ...given("description", description),
        ...given("url", url),
        ...given("at", updatedDate ?? createdDate),
      }));
    },
  };
}

const states = meaningsOf(words.builds);
