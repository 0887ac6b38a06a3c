import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { recentExecution, recentExecutionExample, recentExecutions } from "../executions/recent-executions.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { id } from "../values/fields.ts";
import { hostPipeline, hostPipelineExample, pageOfHostPipelines } from "./host-pipeline.ts";
import { pipeline, pipelineExample, pipelineOf } from "./pipeline.ts";

const listInput = {
  ...pageInput,
  ...searchInput("the name"),
  active: z.boolean().optional(),
  archived: z.boolean().default(false).describe("Those that were archived instead of the others"),
};
interface ListQuery extends z.output<z.ZodObject<typeof listInput>> {
  readonly repository?: string | undefined;
}

const listPipelines = defineOperation({
  name: "pipelines.list",
  summary: "List the pipelines of an organization",
  input: z.strictObject({ ...listInput, repository: id.optional() }),
  output: pageOf(pipeline),
  access: { kind: "organization", permission: "pipeline.read" },
  effect: "read",
  http: { method: "GET", path: "/pipelines" },
  example: { input: { search: "web" }, output: { items: [pipelineExample] } },
  handle: async (context, input) => await pageOfPipelines(context, input),
});

const pipelineWithRecent = pipeline.extend({
  executions: z.array(recentExecution).describe("The last ten, newest first"),
});

const listOnHosts = defineOperation({
  name: "pipelines.list-on-hosts",
  summary: "List the pipelines that run on hosts of code, each with its last ten executions, what ran last first",
  description: "Those of which runs are here: the repositories have to be watched by a connection.",
  input: z.strictObject({ ...pageInput, ...searchInput("the name"), repository: id.optional() }),
  output: pageOf(hostPipeline),
  access: { kind: "organization", permission: "pipeline.read" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/on-hosts" },
  example: { input: { search: "ci" }, output: { items: [hostPipelineExample] } },
  handle: async (context, input) => await pageOfHostPipelines(context, input),
});

/** Of one repository, which has few. */
const mostOnHost = 200;

const listOfRepository = defineOperation({
  name: "pipelines.list-of-repository",
  summary: "List the pipelines of a repository, here and on its host of code, each with its last ten executions",
  input: z.strictObject({ repository: id, ...listInput }),
  output: pageOf(pipelineWithRecent).extend({
    onHost: z
      .array(hostPipeline)
      .optional()
      .describe(
        "Those that run on its host of code: on the first page, unless drafts or archived ones alone are asked for",
      ),
  }),
  access: { kind: "target", permission: "pipeline.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/pipelines" },
  example: {
    input: { repository: pipelineExample.repositoryId },
    output: { items: [{ ...pipelineExample, executions: [recentExecutionExample] }], onHost: [hostPipelineExample] },
  },
  handle: async (context, input) => {
    const { items, ...page } = await pageOfPipelines(context, input);
    const recent = await recentExecutions(
      context.app.tables,
      items.map((each) => each.id),
    );
    const withRecent = items.map((each) => ({ ...each, executions: [...(recent.get(each.id) ?? [])] }));
    const { cursor, archived, active, search, repository } = input;
    if (cursor !== undefined || archived || active === false) return { items: withRecent, ...page };
    const { items: onHost } = await pageOfHostPipelines(context, { limit: mostOnHost, search, repository });
    return { items: withRecent, ...page, onHost };
  },
});

export const listPipelineOperations = [listPipelines, listOnHosts, listOfRepository] as const;

async function pageOfPipelines(
  { app, principal, scope }: OperationContext,
  { limit, cursor, search, repository, active, archived }: ListQuery,
) {
  let select = app.tables
    .selectFrom("pipelines")
    .selectAll()
    .where("organization_id", "=", scope.organizationId)
    .where("archived_at", archived ? "is not" : "is", null)
    .where(visibleTo(principal, ["repository_id", "id"]))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (search !== undefined) select = select.where(contains("name", search));
  if (repository !== undefined) select = select.where("repository_id", "=", repository);
  if (active !== undefined) select = select.where("active", "=", active ? 1 : 0);
  if (cursor !== undefined) {
    const { at, id: after } = positionOf(cursor);
    select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("created_at", "id"), "<", tuple(at, after)));
  }
  return pageFrom(await select.execute(), limit, {
    item: pipelineOf,
    position: (row) => ({ at: row.created_at, id: row.id }),
  });
}
