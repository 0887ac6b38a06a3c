import { ForgeError, type ForgeHttp, path } from "../http/index.ts";
import type { Deployments } from "../ports/index.ts";
import { wordFor } from "../states/state-words.ts";
import { given } from "../values.ts";
import type { Detected } from "./detect.ts";
import { repositoryPath } from "./request.ts";
import { words } from "./words.ts";

/** One that is sent again by its key, sequence and environment takes the place of the one before. */
export function createDeployments(http: ForgeHttp, detected: Detected): Deployments {
  return {
    async tell(repository, deployment, _, signal) {
      if (!(await detected.read(signal)).takesDeployments) {
        throw new ForgeError("forge-refused", "deployments are switched off on this Bitbucket Data Center", {
          mend: "let its administrator switch them on",
        });
      }
      const { commit, key, sequence, state, environment, name, description, url } = deployment;
      await http.send({
        method: "POST",
        path: `/api/latest${repositoryPath(repository)}${path`/commits/${commit}/deployments`}`,
        body: {
          key,
          deploymentSequenceNumber: sequence,
          state: wordFor(words.deployments, state),
          displayName: name.slice(0, 255),
          description: description.slice(0, 255),
          url,
          environment: {
            key: environment.name.slice(0, 255),
            displayName: environment.name.slice(0, 255),
            ...given("type", kindOf(environment.name)),
            ...given("url", environment.url),
          },
        },
        ...given("signal", signal),
      });
      return undefined;
    },
  };
}

/** Of the four kinds that the host knows, where the name tells. */
function kindOf(name: string): string | undefined {
  const kinds = [
    { kind: "PRODUCTION", word: /^prod/i },
    { kind: "STAGING", word: /^stag/i },
    { kind: "TESTING", word: /^(?:test|qa)/i },
    { kind: "DEVELOPMENT", word: /^dev/i },
  ];
  return kinds.find(({ word }) => word.test(name))?.kind;
}
