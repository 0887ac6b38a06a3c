import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { forgeKind } from "../connections/connection.ts";
import { recentExecution, recentExecutionExample, recentOnHosts } from "../executions/recent-executions.ts";
import type { OperationContext } from "../operations/context.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, type pageInput, positionOf } from "../paging/page.ts";
import { id, time, timeOf } from "../values/fields.ts";

/** What runs on a host of code, as far as its runs tell: its definition is there. */
export const hostPipeline = z.object({
  id: id.describe("By which `executions.list` gives all of its executions, as `hostPipeline`"),
  name: z
    .string()
    .describe("The workflow's file, the name of a custom pipeline, or the repository's where its branches run it"),
  repositoryId: id,
  host: forgeKind,
  lastRunAt: time,
  executions: z.array(recentExecution).describe("The last ten, newest first"),
});

export type HostPipeline = z.input<typeof hostPipeline>;

export const hostPipelineExample: HostPipeline = {
  id: "00000000-0000-75d1-9a3c-2f0e6b7d8c91",
  name: "ci.yml",
  repositoryId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  host: "github",
  lastRunAt: recentExecutionExample.createdAt,
  executions: [recentExecutionExample],
};

interface ListQuery extends z.output<z.ZodObject<typeof pageInput>> {
  readonly search?: string | undefined;
  readonly repository?: string | undefined;
}

/** What ran last comes first. */
export async function pageOfHostPipelines(
  { app, principal, scope }: OperationContext,
  { limit, cursor, search, repository }: ListQuery,
) {
  let select = app.tables
    .selectFrom("forge_pipelines")
    .selectAll()
    .where("organization_id", "=", scope.organizationId)
    .where(visibleTo(principal, ["repository_id"]))
    .orderBy("last_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (search !== undefined) select = select.where(contains("name", search));
  if (repository !== undefined) select = select.where("repository_id", "=", repository);
  if (cursor !== undefined) {
    const { at, id: after } = positionOf(cursor);
    select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("last_at", "id"), "<", tuple(at, after)));
  }
  const rows = await select.execute();
  const recent = await recentOnHosts(
    app.tables,
    rows.slice(0, limit).map((row) => row.id),
  );
  return pageFrom(rows, limit, {
    item: (row): HostPipeline => ({
      id: row.id,
      name: row.name,
      repositoryId: row.repository_id,
      host: forgeKind.parse(row.host),
      lastRunAt: timeOf(row.last_at),
      executions: [...(recent.get(row.id) ?? [])],
    }),
    position: (row) => ({ at: row.last_at, id: row.id }),
  });
}
