import type { ServerTables } from "@headrace/store/server";

/** What says which executions are of the same pipeline. */
export interface PipelineOfExecution {
  readonly executionId: string;
  readonly repository: string;
  /** Null for what is not saved, which is known again by the name in its definition. */
  readonly pipeline: string | null;
  readonly name: string;
  readonly branch: string;
  readonly createdAt: number;
}

export async function pipelineOfExecution(
  tables: ServerTables,
  executionId: string,
): Promise<PipelineOfExecution | undefined> {
  return await tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .select([
      "execution_links.execution_id as executionId",
      "execution_links.repository_id as repository",
      "execution_links.pipeline_id as pipeline",
      "execution_links.created_at as createdAt",
      "executions.branch as branch",
      "executions.pipeline as name",
    ])
    .where("execution_links.execution_id", "=", executionId)
    .executeTakeFirst();
}

/** The executions of the same pipeline before one, the newest first. */
export function earlierOf(tables: ServerTables, mine: PipelineOfExecution) {
  const select = tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .where("execution_links.repository_id", "=", mine.repository)
    .where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("execution_links.created_at", "execution_links.execution_id"),
        "<",
        tuple(mine.createdAt, mine.executionId),
      ),
    )
    .orderBy("execution_links.created_at", "desc")
    .orderBy("execution_links.execution_id", "desc");
  return mine.pipeline === null
    ? select.where("execution_links.pipeline_id", "is", null).where("executions.pipeline", "=", mine.name)
    : select.where("execution_links.pipeline_id", "=", mine.pipeline);
}
