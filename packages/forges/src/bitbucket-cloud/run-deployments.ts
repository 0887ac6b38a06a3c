import type { z } from "zod";
import type { ForgeHttp } from "../http/index.ts";
import type { RunDeployments } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { createEnvironments } from "./environments.ts";
import { pageLength } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { deploymentSchema, pageSchema } from "./schema.ts";

type Deployment = z.output<typeof deploymentSchema>;

/** Each is a request of the hour. */
const mostPages = 5;

/** What steps with `deployment` bring into environments: Bitbucket tells the step by the address of its page only. */
export function createRunDeployments(http: ForgeHttp): RunDeployments {
  const environments = createEnvironments(http);
  const schema = pageSchema(deploymentSchema);
  return {
    open(repository, signal) {
      const rest = given("signal", signal);
      const known: Deployment[] = [];
      let pages = 0;
      let isWhole = false;
      let names: Promise<ReadonlyMap<string, string>> | undefined;

      /** The newest first, until one that began before the run was made. */
      async function readBackTo(createdAt: number): Promise<void> {
        while (!isWhole && pages < mostPages && beganAt(known.at(-1)) > createdAt) {
          pages += 1;
          const query = { sort: "-state.started_on", page: pages, pagelen: pageLength };
          const page = await http.json({ path: `${repositoryPath(repository)}/deployments`, query, ...rest }, schema);
          known.push(...page.values);
          isWhole = page.values.length < pageLength;
        }
      }

      async function nameOf({ environment }: Deployment): Promise<string | undefined> {
        if (environment?.name != null) return environment.name;
        names ??= environments.list(repository, signal).then((all) => new Map(all.map(({ id, name }) => [id, name])));
        return (await names).get(environment?.uuid ?? "");
      }

      return {
        async of({ number, createdAt }) {
          await readBackTo(createdAt);
          const found = new Map<string, string>();
          for (const deployment of known) {
            const step = stepOf(deployment, number);
            const environment = step === undefined ? undefined : await nameOf(deployment);
            if (step !== undefined && environment !== undefined) found.set(step, environment);
          }
          return [...found].map(([stage, environment]) => ({ stage, environment }));
        },
      };
    },
  };
}

const pagePattern = /\/results\/(\d+)\/steps\/([^/?#]+)/;

/** The id of the step, where it is one of this run. */
function stepOf({ state, release }: Deployment, number: number): string | undefined {
  for (const url of [state?.url, release?.url]) {
    const [, run, step] = pagePattern.exec(url ?? "") ?? [];
    if (step !== undefined && Number(run) === number) return decoded(step);
  }
  return undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What has not begun is the newest of all. */
function beganAt(deployment: Deployment | undefined): number {
  return timeOf(deployment?.state?.start_date) ?? timeOf(deployment?.release?.created_on) ?? Number.POSITIVE_INFINITY;
}
