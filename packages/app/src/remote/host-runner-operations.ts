import { type ForgeRunner, type RunnerLevel, runnerStates } from "@headrace/forges";
import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { forgetMade, rememberMade } from "../leftovers/made-on-host.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem, wrongField } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { demandEverywhere } from "./demand-everywhere.ts";
import { hostId } from "./host-id.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const level = z
  .enum(["repository", "owner"])
  .default("repository")
  .describe("`owner`: those of the workspace; GitHub's organizations have theirs on its own page");
const name = z.string().min(1).max(50);
const labels = z
  .array(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,49}$/i, "it takes letters, digits, dots, - and _"))
  .max(100)
  .describe("By which pipelines choose it");

const hostRunner = z.object({
  id: hostId,
  name: z.string(),
  state: z.enum([...runnerStates, "unknown"]),
  word: z.string().describe("The host's own for the state"),
  labels: z.array(z.string()),
  busy: z.boolean().optional().describe("Something runs on it; absent where the host does not tell"),
  version: z.string().optional().describe("Of the program that runs there"),
  wantedVersion: z.string().optional().describe("That the host wants there, where it tells"),
});
const example: z.input<typeof hostRunner> = {
  id: "{r1}",
  name: "big",
  state: "online",
  word: "ONLINE",
  labels: ["self.hosted", "linux"],
};

const listRunners = defineOperation({
  name: "repositories.host-runners",
  summary: "List the machines of one's own on which a repository's host of code runs pipelines",
  input: z.strictObject({ repository: id, level }),
  output: z.object({ items: z.array(hostRunner) }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-runners" },
  example: { input: { repository: repositoryId }, output: { items: [example] } },
  handle: async (context, input) => {
    const { runners, at } = await runnersOf(context, input, "runners.read");
    return { items: (await runners.list(at, context.signal)).map(runnerOf) };
  },
});

const addRunner = defineOperation({
  name: "repositories.add-host-runner",
  summary: "Make a runner on a repository's host of code, before its machine is there",
  description:
    "Of Bitbucket; what the machine's program signs in with is shown this once. GitHub's are made by the program on the machine.",
  input: z.strictObject({ repository: id, level, name, labels: labels.min(1) }),
  output: hostRunner.extend({
    clientId: z.string(),
    clientSecret: z.string().describe("Shown this once"),
    tokenEndpoint: z.string().optional(),
    audience: z.string().optional(),
  }),
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "write",
  audits: ["name", "level"],
  shownOnce: true,
  http: { method: "POST", path: "/repositories/{repository}/host-runners", status: 201 },
  example: {
    input: { repository: repositoryId, name: "big", labels: ["self.hosted", "linux"] },
    output: { ...example, state: "new", word: "UNREGISTERED", clientId: "x1Y2", clientSecret: "shown-this-once" },
  },
  handle: async (context, { name: wanted, labels: by, ...input }) => {
    const { runners, at, place } = await runnersOf(context, input, "runners.write");
    if (runners.create === undefined) {
      throw new Problem("not-supported", "GitHub's runners are made by the program on their machine", {
        mend: "on GitHub's page, under Settings and Actions, Runners, it says how",
      });
    }
    const { runner, signIn } = await runners.create(at, { name: wanted, labels: by }, context.signal);
    await rememberMade(context.app, { ...place, kind: "runner", hostId: runner.id, name: runner.name });
    return { ...runnerOf(runner), ...signIn };
  },
});

const changeRunner = defineOperation({
  name: "repositories.change-host-runner",
  summary: "Give a runner of a repository's host of code another name or labels, or have it take nothing new",
  description: "GitHub changes the labels only.",
  input: z.strictObject({
    repository: id,
    runner: hostId,
    level,
    name: name.optional(),
    labels: labels.optional(),
    enabled: z.boolean().optional(),
  }),
  output: hostRunner,
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "write",
  audits: ["runner", "level", "name"],
  http: { method: "PATCH", path: "/repositories/{repository}/host-runners/{runner}" },
  example: {
    input: { repository: repositoryId, runner: example.id, enabled: false },
    output: { ...example, state: "disabled", word: "DISABLED" },
  },
  handle: async (context, { runner, enabled, name: wanted, labels: by, ...input }) => {
    const change = {
      ...(wanted === undefined ? {} : { name: wanted }),
      ...(by === undefined ? {} : { labels: by }),
      ...(enabled === undefined ? {} : { isEnabled: enabled }),
    };
    if (Object.keys(change).length === 0) throw wrongField("name", "nothing is to be changed", "say what");
    const { runners, at } = await runnersOf(context, input, "runners.write");
    return runnerOf(await runners.update(at, runner, change, context.signal));
  },
});

const removeRunner = defineOperation({
  name: "repositories.remove-host-runner",
  summary: "Remove a runner of a repository's host of code",
  input: z.strictObject({ repository: id, runner: hostId, level }),
  output: z.object({}),
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "destructive",
  audits: ["runner", "level"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-runners/{runner}" },
  example: { input: { repository: repositoryId, runner: example.id }, output: {} },
  handle: async (context, { runner, ...input }) => {
    const { runners, at, place } = await runnersOf(context, input, "runners.write");
    await runners.remove(at, runner, context.signal);
    await forgetMade(context.app, { ...place, kind: "runner", hostId: runner });
    return {};
  },
});

export const hostRunnerOperations = [listRunners, addRunner, changeRunner, removeRunner] as const;

interface Wanted {
  readonly repository: string;
  readonly level: "repository" | "owner";
}

const permissions = { "runners.read": "repository.read", "runners.write": "repository.write" } as const;

async function runnersOf(context: OperationContext, wanted: Wanted, ability: keyof typeof permissions) {
  if (wanted.level === "owner") await demandEverywhere(context, permissions[ability]);
  const opened = await openAbility(context.app, wanted.repository, { port: "runners", ability });
  const { port: runners, connectionId, repository } = opened;
  const { owner } = repository;
  const isOfAll = wanted.level === "owner";
  const at: RunnerLevel = isOfAll ? { kind: "owner", owner } : { kind: "repository", repository };
  // What is kept of one that is made.
  const place = { connectionId, repositoryId: isOfAll ? null : wanted.repository, ...(isOfAll ? { owner } : {}) };
  return { runners, at, place };
}

function runnerOf({ isBusy, labels: by, ...one }: ForgeRunner): z.input<typeof hostRunner> {
  return { ...one, labels: [...by], ...(isBusy === undefined ? {} : { busy: isBusy }) };
}
