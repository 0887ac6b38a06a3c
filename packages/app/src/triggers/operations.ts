import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { wrongField } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { branch, commit, id, tag } from "../values/fields.ts";
import type { RepositoryEvent } from "./repository-event.ts";

const input = z.strictObject({
  repository: id,
  event: z.enum(["push", "tag", "pull_request"]),
  branch: branch.optional().describe("That is pushed to, or that the pull request is of"),
  tag: tag.optional(),
  targetBranch: branch.optional().describe("Of a pull request"),
  commit: commit.optional().describe("The branch's or tag's newest unless said"),
  before: commit.optional().describe("Where the branch was before a push, which tells the changed files"),
  fork: z.boolean().default(false).describe("Whether the pull request is a stranger's"),
});

const evaluate = defineOperation({
  name: "triggers.evaluate",
  summary: "Say which active pipelines of a repository an event would start, and why or why not",
  description: "Starts nothing. A webhook's delivery says the same of what really came, in its result.",
  input,
  output: z.object({
    commit: z.string(),
    pipelines: z.array(z.object({ pipelineId: id, name: z.string(), starts: z.boolean(), reason: z.string() })),
  }),
  access: { kind: "target", permission: "pipeline.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "POST", path: "/repositories/{repository}/evaluate-triggers" },
  example: {
    input: { repository: "01a1fc42-b97f-7bef-9713-0b6621de95a7", event: "push", branch: "main" },
    output: {
      commit: "9c1b7c0f3a5d4e8f9c1b7c0f3a5d4e8f9c1b7c0f",
      pipelines: [
        {
          pipelineId: "01a1fc44-cf38-71aa-a386-805aa317430c",
          name: "web-app",
          starts: true,
          reason: 'The push to "main" matches.',
        },
      ],
    },
  },
  handle: async ({ app, permits }, asked) => {
    const repository = await readRepository(app.tables, asked.repository);
    const evaluated = await app.triggers.evaluate(repository, eventOf(asked));
    const pipelines = [];
    for (const { pipelineId, name, starts, reason } of evaluated.decisions) {
      if (await permits("pipeline.read", { pipelineId })) pipelines.push({ pipelineId, name, starts, reason });
    }
    return { commit: evaluated.commit, pipelines };
  },
});

export const triggerOperations = [evaluate] as const;

function eventOf(asked: z.output<typeof input>): RepositoryEvent {
  switch (asked.event) {
    case "push":
      return {
        kind: "push",
        branch: given(asked.branch, "branch"),
        // Without one, what the branch holds now.
        commit: asked.commit ?? "",
        ...(asked.before === undefined ? {} : { before: asked.before }),
      };
    case "tag":
      return {
        kind: "tag",
        tag: given(asked.tag, "tag"),
        ...(asked.commit === undefined ? {} : { commit: asked.commit }),
      };
    case "pull_request":
      return {
        kind: "pullRequest",
        action: "opened",
        number: "0",
        branch: given(asked.branch, "branch"),
        targetBranch: given(asked.targetBranch, "targetBranch"),
        commit: asked.commit ?? "",
        from: asked.fork ? "fork" : "own",
      };
  }
}

function given(value: string | undefined, path: string): string {
  if (value !== undefined) return value;
  throw wrongField(path, "it is missing", `this event needs a \`${path}\``);
}
