import type { App } from "../app.ts";

/** The last execution before this one that succeeded: of the same pipeline (else repository) and branch. */
export async function lastSuccess(app: App, executionId: string): Promise<string | undefined> {
  const mine = await app.tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .select([
      "execution_links.repository_id as repository",
      "execution_links.pipeline_id as pipeline",
      "execution_links.created_at as createdAt",
      "executions.branch as branch",
      "executions.pipeline as name",
    ])
    .where("execution_links.execution_id", "=", executionId)
    .executeTakeFirst();
  if (mine === undefined) return undefined;
  let select = app.tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .select("executions.id")
    .where("execution_links.repository_id", "=", mine.repository)
    .where("executions.branch", "=", mine.branch)
    .where("executions.outcome", "=", "success")
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("execution_links.created_at", "execution_links.execution_id"),
        "<",
        tuple(mine.createdAt, executionId),
      ),
    )
    .orderBy("execution_links.created_at", "desc")
    .orderBy("execution_links.execution_id", "desc")
    .limit(1);
  // What is not saved is known again by the name in its definition.
  select =
    mine.pipeline === null
      ? select.where("execution_links.pipeline_id", "is", null).where("executions.pipeline", "=", mine.name)
      : select.where("execution_links.pipeline_id", "=", mine.pipeline);
  return (await select.executeTakeFirst())?.id;
}
