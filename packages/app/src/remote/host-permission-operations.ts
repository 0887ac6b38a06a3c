import { ForgeError, type GrantSource, type RepositoryName } from "@headrace/forges";
import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { id } from "../values/fields.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const grant = z.object({
  kind: z.enum(["user", "group"]),
  name: z.string(),
  account: z.string().optional().describe("As the host calls them, where that is another word"),
  level: z.enum(["read", "write", "admin", "unknown"]).describe("What the host's own word comes to"),
  word: z.string().describe("The host's own: `maintain`, `REPO_ADMIN`"),
  of: z.enum(["repository", "project", "owner"]).describe("Where it is granted: `owner` is the workspace"),
});

const unread = z.object({
  what: z.string().describe("Such as `the project's groups`"),
  why: z.string().describe("The host's words"),
  mend: z.string(),
  scopes: z.array(z.string()).readonly().describe("Which the connection's token needs for it"),
});

const listPermissions = defineOperation({
  name: "repositories.host-permissions",
  summary: "List who may do what with a repository on its host of code, as the host has it",
  description:
    "Users and groups or teams with their roles there. Each list of the host can be refused by itself: `unread` says why, and which scope the token lacks. Of very many, the first five hundred of each list.",
  input: z.strictObject({ repository: id }),
  output: z.object({
    items: z.array(grant),
    complete: z.boolean().describe("False where a list is longer than what is given"),
    unread: z.array(unread),
  }),
  access: { kind: "target", permission: "member.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-permissions" },
  example: {
    input: { repository: repositoryId },
    output: {
      items: [{ kind: "user", name: "Ada Bell", account: "ada", level: "write", word: "REPO_WRITE", of: "repository" }],
      complete: true,
      unread: [
        {
          what: "the project's groups",
          why: 'GET /api/latest/projects/ACME/permissions/groups of Bitbucket Data Center was answered by 403, "You are not permitted"',
          mend: "give the connection a token with Project admin, whose owner may see this there",
          scopes: ["Project admin"],
        },
      ],
    },
  },
  handle: async ({ app, signal }, input) => {
    const { port, repository } = await openAbility(app, input.repository, {
      port: "permissions",
      ability: "permissions.read",
    });
    const all = await Promise.all(port.sources.map((source) => readSource(source, repository, signal)));
    return {
      items: all.flatMap(({ items }) => items),
      complete: all.every(({ isWhole }) => isWhole),
      unread: all.flatMap((one) => one.unread),
    };
  },
});

export const hostPermissionOperations = [listPermissions] as const;

interface ReadSource {
  readonly items: readonly z.input<typeof grant>[];
  readonly isWhole: boolean;
  readonly unread: readonly z.input<typeof unread>[];
}

/** What is wrong with the whole of the connection is thrown: its token, its address, its limits. */
async function readSource(
  { name, of, scopes, read }: GrantSource,
  repository: RepositoryName,
  signal: AbortSignal,
): Promise<ReadSource> {
  try {
    const { grants, isWhole } = await read(repository, signal);
    return { items: grants.map((one) => ({ ...one, of })), isWhole, unread: [] };
  } catch (error) {
    if (!(error instanceof ForgeError) || !narrow.has(error.code)) throw error;
    const mend = `give the connection a token with ${scopes.join(" and ")}, whose owner may see this there`;
    return { items: [], isWhole: true, unread: [{ what: name, why: error.message, mend, scopes }] };
  }
}

const narrow: ReadonlySet<string> = new Set(["forge-forbidden", "forge-not-found", "forge-refused"]);
