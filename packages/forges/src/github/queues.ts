import { type ForgeHttp, path } from "../http/index.ts";
import type { Queues } from "../ports/index.ts";
import { given } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { turnsSchema } from "./schema.ts";

/** GitHub's concurrency groups. */
export function createQueues(http: ForgeHttp): Queues {
  return {
    async turnsOf(repository, run, signal) {
      const at = actionsPath(repository) + path`/runs/${run}/concurrency_groups`;
      const answer = await http.json({ path: at, ...given("signal", signal) }, turnsSchema);
      return answer.concurrency_groups.flatMap(({ group_name: group, group_members }) =>
        group_members
          .filter(({ run_id }) => String(run_id) === run)
          .map(({ position, job_name }) => ({ group, position, ...given("stage", job_name) })),
      );
    },
  };
}
