import { type ForgeHttp, path } from "../http/index.ts";
import type { Statuses } from "../ports/index.ts";
import { wordFor } from "../states/state-words.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { words } from "./words.ts";

const longest = 140;

/** Commit statuses. Each is one more, and the newest of a context counts: one that is sent twice shows once. */
export function createStatuses(http: ForgeHttp): Statuses {
  return {
    async tell(repository, { commit, name, state, description, url }, _, signal) {
      await http.send({
        method: "POST",
        path: repositoryPath(repository) + path`/statuses/${commit}`,
        body: {
          state: wordFor(words.builds, state),
          context: contextOf(name),
          description: description.slice(0, longest),
          target_url: url,
        },
        ...given("signal", signal),
      });
      return undefined;
    },
  };
}

/** What rules for branches demand by name. */
export function contextOf(name: string): string {
  return `headrace / ${name}`.slice(0, 255);
}
