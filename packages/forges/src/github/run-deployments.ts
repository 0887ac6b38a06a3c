import { type ForgeHttp, path } from "../http/index.ts";
import type { RunDeployments, StageDeployment } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { deploymentStatesSchema, deploymentsSchema } from "./schema.ts";

/** Of one commit; each is a request of the hour. */
const mostLookedAt = 10;

interface Found extends StageDeployment {
  readonly run: string;
}

/** What jobs with `environment` bring there: GitHub tells the job by the address of its page only. */
export function createRunDeployments(http: ForgeHttp): RunDeployments {
  return {
    open(repository, signal) {
      const at = `${repositoryPath(repository)}/deployments`;
      const rest = given("signal", signal);
      const known = new Map<string, Promise<readonly Found[]>>();

      async function read(sha: string): Promise<readonly Found[]> {
        const query = { sha, per_page: 100 };
        const all = await http.json({ path: at, query, ...rest }, deploymentsSchema);
        const found: Found[] = [];
        for (const { id, environment } of all.slice(0, mostLookedAt)) {
          const request = { path: at + path`/${id}/statuses`, query: { per_page: 100 }, ...rest };
          const states = await http.json(request, deploymentStatesSchema);
          for (const { log_url, target_url } of states) {
            const [, run, stage] = pagePattern.exec(log_url ?? target_url ?? "") ?? [];
            if (run !== undefined && stage !== undefined && environment != null)
              found.push({ run, stage, environment });
          }
        }
        return found;
      }

      return {
        async of({ id, target: { commit } }) {
          if (commit === undefined) return [];
          const reading = known.get(commit) ?? read(commit);
          known.set(commit, reading);
          const mine = (await reading).filter(({ run }) => run === id);
          return mine.map(({ stage, environment }) => ({ stage, environment }));
        },
      };
    },
  };
}

const pagePattern = /\/actions\/runs\/(\d+)\/job\/(\d+)/;
