import { type ForgeHttp, path } from "../http/index.ts";
import type { Statuses } from "../ports/index.ts";
import { wordFor } from "../states/state-words.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { words } from "./words.ts";

const longest = { name: 255, description: 255 };

/** Build statuses of commits: one that is sent again by its key takes the place of the one before. */
export function createStatuses(http: ForgeHttp): Statuses {
  return {
    async tell(repository, status, _, signal) {
      await http.send({
        method: "POST",
        path: repositoryPath(repository) + path`/commit/${status.commit}/statuses/build`,
        body: {
          type: "build",
          key: status.key,
          state: wordFor(words.builds, status.state),
          name: status.name.slice(0, longest.name),
          description: status.description.slice(0, longest.description),
          url: status.url,
          ...given("refname", status.ref?.replace(/^refs\/(?:heads|tags)\//, "")),
        },
        ...given("signal", signal),
      });
      return undefined;
    },
  };
}
