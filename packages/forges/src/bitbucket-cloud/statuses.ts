import { type ForgeHttp, path } from "../http/index.ts";
import type { BuildState, Statuses } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";

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
          state: words[status.state],
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

const words: Readonly<Record<BuildState, string>> = {
  queued: "INPROGRESS",
  running: "INPROGRESS",
  success: "SUCCESSFUL",
  failed: "FAILED",
  cancelled: "STOPPED",
};
