import type { WriteBacksTable } from "@headrace/store/server";
import { z } from "zod";
import type { App } from "../app.ts";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { cannot, openPlace } from "../remote/remote-place.ts";
import { type Link, readLink } from "../runs/links.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { concernOf } from "./concerned.ts";
import { writeBackKinds, writeBackStates } from "./write-backs.ts";

const kind = z
  .enum(writeBackKinds)
  .describe("`status`: the commit's build or check; `report`: what was found, at its places");
const state = z
  .enum(writeBackStates)
  .describe("`needless`: there is nothing to tell, or the host cannot be told: `problem` says which");

const writeBack = z.object({
  kind,
  deploymentId: id.optional(),
  state,
  told: z.string().optional().describe("What the host was told last, in a word: `running`, `production: success`"),
  toldAt: time.optional(),
  problem: z.string().optional().describe("Why it is not told, or not yet"),
  mend: z.string().optional(),
  nextTryAt: time.optional(),
});

const written = z.object({
  told: z.boolean().describe("The execution is one of which the repository's host is told"),
  canAsk: z.boolean().optional().describe("Where it is not: `executions.write-back` makes it so"),
  why: z.string().optional().describe("Why it is not"),
  mend: z.string().optional(),
  items: z.array(writeBack),
});

const example: z.input<typeof written> = {
  told: true,
  items: [{ kind: "status", state: "told", told: "failed", toldAt: "2026-11-21T09:31:10.470Z" }],
};

const listWriteBacks = defineOperation({
  name: "executions.write-backs",
  summary: "See what of an execution was told to its repository's host of code, or why not",
  description:
    "Of an execution that a push, a tag or a pull request of a connected repository started, or for which `executions.write-back` asked: the status of its commit, a report with what was found, deployments. What fails is tried again for a day, where it may pass.",
  input: z.strictObject({ execution: id }),
  output: written,
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/write-backs" },
  example: { input: { execution: executionExample.id }, output: example },
  handle: async ({ app }, { execution }) => await readWritten(app, await readLinkOf(app, execution)),
});

const tellHost = defineOperation({
  name: "executions.write-back",
  summary: "Tell the repository's host of code how an execution stands: status, report, deployments",
  description:
    "Also of one that a person, a schedule or an agent started, and again what the host refused once the reason is mended. Its end is told too when it comes. Where it was run otherwise than a push would have run it (other parameters, a part of its stages, an older version), it stands beside the pipeline's own status under a name and a key of its own, and meets no required build.",
  input: z.strictObject({ execution: id }),
  output: written,
  access: { kind: "target", permission: "execution.control", target: "execution", from: "execution" },
  effect: "write",
  http: { method: "POST", path: "/executions/{execution}/write-backs" },
  example: { input: { execution: executionExample.id }, output: example },
  handle: async ({ app }, { execution }) => {
    const link = await readLinkOf(app, execution);
    await refuseUntellable(app, link);
    await app.writeBacks.ask(link);
    return await readWritten(app, link);
  },
});

const switchWriteBack = defineOperation({
  name: "repositories.write-back",
  summary: "Switch on or off that a repository's host of code is told of what runs here",
  description: "It is told unless it is switched off here or for the connection (`connections.update`).",
  input: z.strictObject({ repository: id, enabled: z.boolean() }),
  output: z.object({ enabled: z.boolean() }),
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "PUT", path: "/repositories/{repository}/write-back" },
  example: { input: { repository: executionExample.repositoryId, enabled: false }, output: { enabled: false } },
  handle: async ({ app }, { repository, enabled }) => {
    const { numUpdatedRows } = await app.tables
      .updateTable("forge_repositories")
      .set({ write_back: enabled ? 1 : 0 })
      .where("id", "=", repository)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      throw new Problem("not-supported", "no connection watches this repository on a host of code", {
        mend: "connect it: `connections.connect-repositories`",
      });
    }
    return { enabled };
  },
});

export const writeBackOperations = [listWriteBacks, tellHost, switchWriteBack] as const;

async function readLinkOf(app: App, execution: string): Promise<Link> {
  const link = await readLink(app.tables, execution);
  if (link === undefined) throw notFound("execution", execution);
  return link;
}

/** Throws `not-supported` where its host cannot be told, or is not to be. */
async function refuseUntellable(app: App, link: Link): Promise<void> {
  const concern = await concernOf(app.tables, link);
  if (!concern.isTold && !concern.canAsk) {
    throw new Problem("not-supported", `its host cannot be told: ${concern.why}`, { mend: concern.mend });
  }
  const row = await app.tables
    .selectFrom("executions")
    .select("commit_id")
    .where("id", "=", link.executionId)
    .executeTakeFirst();
  if (!row?.commit_id) {
    throw new Problem("not-supported", "its host cannot be told: it ran no commit", {
      mend: "run a branch, a tag or a commit of the repository",
    });
  }
  const { forge } = await openPlace(app, link.repositoryId);
  if (forge.statuses === undefined) throw cannot(forge, "statuses.write");
}

async function readWritten(app: App, link: Link): Promise<z.input<typeof written>> {
  const rows = await app.tables
    .selectFrom("write_backs")
    .selectAll()
    .where("execution_id", "=", link.executionId)
    .orderBy("kind", "desc")
    .orderBy("id")
    .execute();
  const items = rows.map(writeBackOf);
  const concern = await concernOf(app.tables, link);
  if (concern.isTold) return { told: true, items };
  const { canAsk, why, mend } = concern;
  return { told: false, canAsk, why, mend, items };
}

function writeBackOf(row: WriteBacksTable): z.input<typeof writeBack> {
  return {
    kind: kind.parse(row.kind),
    ...(row.subject === "" ? {} : { deploymentId: row.subject }),
    state: state.parse(row.state),
    ...(row.told_as === null ? {} : { told: row.told_as }),
    ...(row.told_at === null ? {} : { toldAt: timeOf(row.told_at) }),
    ...(row.problem === null ? {} : { problem: row.problem }),
    ...(row.mend === null ? {} : { mend: row.mend }),
    ...(row.next_attempt_at === null ? {} : { nextTryAt: timeOf(row.next_attempt_at) }),
  };
}
