import { HeadraceError } from "@headrace/pipeline";
import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeRunner, RunnerLevel, Runners } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { type runnerSchema, runnersSchema } from "./schema.ts";
import { words } from "./words.ts";

const pageLength = 100;
const mostPages = 20;

/** Of a repository. The program on the machine makes one itself, by a token of GitHub's page. */
export function createRunners(http: ForgeHttp): Runners {
  async function list(level: RunnerLevel, signal?: AbortSignal): Promise<readonly ForgeRunner[]> {
    const found: ForgeRunner[] = [];
    for (let page = 1; page <= mostPages; page++) {
      const query = { page, per_page: pageLength };
      const answer = await http.json({ path: levelPath(level), query, ...given("signal", signal) }, runnersSchema);
      found.push(...answer.runners.map(runnerOf));
      if (answer.runners.length === 0 || found.length >= answer.total_count) break;
    }
    return found;
  }

  return {
    list,
    async update(level, id, { name, labels, isEnabled }, signal) {
      if (name !== undefined || isEnabled !== undefined) {
        throw unfit("GitHub changes nothing of a runner but its labels", "set it up anew on its machine");
      }
      const at = levelPath(level) + path`/${id}`;
      const asked = given("signal", signal);
      if (labels !== undefined) await http.send({ method: "PUT", path: `${at}/labels`, body: { labels }, ...asked });
      const changed = (await list(level, signal)).find((one) => one.id === id);
      if (changed === undefined) throw unfit(`there is no runner ${JSON.stringify(id)}`, "list them");
      return changed;
    },
    remove: (level, id, signal) =>
      http.send({ method: "DELETE", path: levelPath(level) + path`/${id}`, ...given("signal", signal) }),
  };
}

function levelPath(level: RunnerLevel): string {
  if (level.kind === "repository") return `${actionsPath(level.repository)}/runners`;
  throw unfit("an organization's runners stand in groups", "look at them on GitHub's page");
}

const states = meaningsOf(words.runners);

function runnerOf({ id, name, status, busy, labels, version }: z.output<typeof runnerSchema>): ForgeRunner {
  return {
    id: String(id),
    name,
    state: states.get(status) ?? "unknown",
    word: status,
    labels: labels.map((label) => label.name),
    isBusy: busy,
    ...given("version", version),
  };
}

function unfit(message: string, mend: string): HeadraceError {
  return new HeadraceError("invalid-argument", message, { mend });
}
