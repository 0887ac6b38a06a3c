import { type Builds, type ForgeBuild, type RepositoryName, unlessAbsent } from "@headrace/forges";
import { z } from "zod";
import type { App } from "../app.ts";
import { executionExample } from "../executions/execution.ts";
import { forgetMade, rememberMade } from "../leftovers/made-on-host.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound, wrongField } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { branch, commit, id, time, timeOf } from "../values/fields.ts";
import { parentKeyOf } from "../write-back/facts.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const listBuilds = defineOperation({
  name: "repositories.builds",
  summary:
    "List what all systems said of a commit or a pull request on its host of code: Jenkins, Bamboo, and Headrace",
  description: "Of the newest commit of the default branch, unless a commit, a branch or a pull request is given.",
  input: z.strictObject({
    repository: id,
    commit: commit.optional(),
    branch: branch.optional().describe("Its newest commit"),
    pullRequest: z
      .string()
      .regex(/^\d{1,15}$/, "not the number of a pull request")
      .optional()
      .describe("Of the commit that it would merge now"),
    key: z.string().min(1).max(255).optional().describe("Only what a system told of the commit by this key"),
  }),
  output: z.object({
    commit: z.string().optional().describe("Of which they are; absent of a pull request, and where nothing was pushed"),
    items: z.array(
      z.object({
        key: z.string().describe("As that system calls it"),
        name: z.string(),
        state: z.enum(["queued", "running", "success", "failed", "cancelled", "unknown"]),
        word: z.string().optional().describe("The host's own for the state"),
        description: z.string().optional(),
        url: z.string().optional(),
        at: time.optional(),
        ours: z.boolean().describe("Headrace told it"),
      }),
    ),
  }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/builds" },
  example: {
    input: { repository: repositoryId, commit: executionExample.commit },
    output: {
      commit: executionExample.commit,
      items: [
        {
          key: "NIGHTLY-3",
          name: "Nightly",
          state: "success",
          word: "SUCCESSFUL",
          url: "https://ci.example.org/nightly/3",
          at: "2026-11-21T09:31:10.000Z",
          ours: false,
        },
      ],
    },
  },
  handle: async ({ app, signal }, input) => {
    const given = [input.commit, input.branch, input.pullRequest].filter((each) => each !== undefined);
    if (given.length > 1) {
      throw wrongField("commit", "a commit, a branch and a pull request are one or the other", "give one of them");
    }
    const { port: builds, repository } = await openAbility(app, input.repository, {
      port: "builds",
      ability: "builds.read",
    });
    const commit =
      input.pullRequest === undefined ? (input.commit ?? (await newestCommit(app, input, signal))) : undefined;
    if (commit === undefined && input.pullRequest === undefined) return { items: [] };
    const found = await readBuilds(builds, repository, { ...input, commit, signal });
    return {
      ...(commit === undefined ? {} : { commit }),
      items: found.map(({ at, ...build }) => ({
        ...build,
        ...(at === undefined ? {} : { at: timeOf(at) }),
        ours: /^headrace(?:-| \/ )/.test(build.key),
      })),
    };
  },
});

/** Of a branch on the host: the default one unless said, which is not there before something was pushed. */
async function newestCommit(
  app: App,
  { repository: repositoryId, branch }: { readonly repository: string; readonly branch?: string | undefined },
  signal: AbortSignal,
): Promise<string | undefined> {
  const { port: files, repository } = await openAbility(app, repositoryId, { port: "files", ability: "files.read" });
  if (branch !== undefined) return await files.head(repository, branch, signal);
  const { default_branch: usual } = await readRepository(app.tables, repositoryId);
  return await unlessAbsent(files.head(repository, usual, signal));
}

interface WantedBuilds {
  readonly commit?: string | undefined;
  readonly pullRequest?: string | undefined;
  readonly key?: string | undefined;
  readonly signal: AbortSignal;
}

/** Of a pull request, or else of a commit. */
async function readBuilds(
  builds: Builds,
  repository: RepositoryName,
  { commit = "", pullRequest, key, signal }: WantedBuilds,
): Promise<readonly ForgeBuild[]> {
  if (pullRequest !== undefined) {
    const found = await builds.ofPullRequest(repository, pullRequest, signal);
    return found.filter((build) => key === undefined || build.key === key);
  }
  if (key === undefined) return await builds.list(repository, commit, signal);
  const found = await builds.get(repository, { commit, key }, signal);
  return found === undefined ? [] : [found];
}

const requiredBuild = z.object({
  id: z.string().describe("As the host calls it"),
  branch: z.string().optional().describe("That is merged into, or a pattern of such; absent for all"),
  pipelines: z.array(id).describe("Of Headrace"),
  others: z.array(z.string()).describe("What it demands of other systems, as they call it"),
});
const requiredExample: z.input<typeof requiredBuild> = {
  id: "15",
  branch: "main",
  pipelines: [executionExample.pipeline.id ?? ""],
  others: [],
};

const listRequired = defineOperation({
  name: "repositories.required-builds",
  summary: "List the builds that a repository's host demands before a pull request is merged",
  description: "Of Bitbucket Data Center; other hosts set such rules on their own pages, and say so here.",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(requiredBuild) }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/required-builds" },
  example: { input: { repository: repositoryId }, output: { items: [requiredExample] } },
  handle: async ({ app, signal }, input) => {
    const { port: requiredBuilds, repository } = await openAbility(app, input.repository, {
      port: "requiredBuilds",
      ability: "required-builds.read",
    });
    const found = await requiredBuilds.list(repository, signal);
    const rows = await app.tables
      .selectFrom("pipelines")
      .select("id")
      .where("repository_id", "=", input.repository)
      .execute();
    const ours = new Map(rows.map((row) => [keyOf(row.id, input.repository), row.id]));
    return {
      items: found.map(({ parents, ...condition }) => ({
        ...condition,
        pipelines: parents.flatMap((parent) => ours.get(parent) ?? []),
        others: parents.filter((parent) => !ours.has(parent)),
      })),
    };
  },
});

const requireBuilds = defineOperation({
  name: "repositories.require-builds",
  summary: "Have a repository's host demand that pipelines succeed before a pull request is merged",
  input: z.strictObject({
    repository: id,
    pipelines: z.array(id).min(1).max(100),
    branch: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("That is merged into: a name, or a pattern; all unless said"),
  }),
  output: requiredBuild,
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "write",
  audits: ["branch"],
  http: { method: "POST", path: "/repositories/{repository}/required-builds", status: 201 },
  example: {
    input: { repository: repositoryId, pipelines: requiredExample.pipelines, branch: "main" },
    output: requiredExample,
  },
  handle: async ({ app, signal }, { repository: ofRepository, pipelines, branch }) => {
    const known = await app.tables
      .selectFrom("pipelines")
      .select("id")
      .where("repository_id", "=", ofRepository)
      .where("id", "in", pipelines)
      .execute();
    // Those of others look as if they were not there.
    const unknown = pipelines.find((pipeline) => !known.some((row) => row.id === pipeline));
    if (unknown !== undefined) throw notFound("pipeline", unknown);
    const {
      port: requiredBuilds,
      connectionId,
      repository,
    } = await openAbility(app, ofRepository, {
      port: "requiredBuilds",
      ability: "required-builds.write",
    });
    const condition = {
      parents: pipelines.map((pipeline) => keyOf(pipeline, ofRepository)),
      ...(branch === undefined ? {} : { branch }),
    };
    const { parents: _, ...made } = await requiredBuilds.create(repository, condition, signal);
    await rememberMade(app, {
      connectionId,
      repositoryId: ofRepository,
      kind: "required-build",
      hostId: made.id,
      name: branch ?? "every branch",
    });
    return { ...made, pipelines, others: [] };
  },
});

const releaseBuilds = defineOperation({
  name: "repositories.release-builds",
  summary: "Have a repository's host demand builds no more",
  input: z.strictObject({ repository: id, condition: z.string().regex(/^\d{1,18}$/, "not the id of a condition") }),
  output: z.object({}),
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "destructive",
  audits: ["condition"],
  http: { method: "DELETE", path: "/repositories/{repository}/required-builds/{condition}" },
  example: { input: { repository: repositoryId, condition: "15" }, output: {} },
  handle: async ({ app, signal }, input) => {
    const {
      port: requiredBuilds,
      connectionId,
      repository,
    } = await openAbility(app, input.repository, {
      port: "requiredBuilds",
      ability: "required-builds.write",
    });
    await requiredBuilds.remove(repository, input.condition, signal);
    const of = { connectionId, repositoryId: input.repository, kind: "required-build" } as const;
    await forgetMade(app, { ...of, hostId: input.condition });
    return {};
  },
});

export const buildOperations = [listBuilds, listRequired, requireBuilds, releaseBuilds] as const;

function keyOf(pipelineId: string, ofRepository: string): string {
  return parentKeyOf({ pipelineId, repositoryId: ofRepository });
}
