import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { id } from "../values/fields.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;
const issuer = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";

const readIdentity = defineOperation({
  name: "repositories.host-identity",
  summary: "Say by what a cloud believes what a repository's host of code runs: OpenID Connect",
  description: "Of Bitbucket's workspaces: the issuer to be trusted there, its keys, and what its tokens say.",
  input: z.strictObject({ repository: id }),
  output: z.object({
    issuer: z.string(),
    keysUrl: z.string().optional().describe("Where the keys stand that sign its tokens"),
    claims: z.array(z.string()).readonly(),
    keys: z.array(z.object({ id: z.string(), algorithm: z.string().optional() })).readonly(),
  }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-identity" },
  example: {
    input: { repository: repositoryId },
    output: {
      issuer,
      keysUrl: `${issuer}/keys.json`,
      claims: ["sub", "aud", "repositoryUuid"],
      keys: [{ id: "1c9d8f2e", algorithm: "RS256" }],
    },
  },
  handle: async ({ app, signal }, input) => {
    const ability = { port: "identity", ability: "identity.read" } as const;
    const { port: identity, repository } = await openAbility(app, input.repository, ability);
    return await identity.read(repository.owner, signal);
  },
});

export const hostIdentityOperations = [readIdentity] as const;
