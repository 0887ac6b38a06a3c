import type { CommandContext } from "../../context.ts";
import { statusMark } from "../../output/status.ts";
import { createStyle } from "../../output/style.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findPipeline } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { executionRow } from "../../remote/rows.ts";
import type { PipelineFlags } from "../pipelines.ts";
import { definitionPlace, pipelineStatus } from "./words.ts";

const shownExecutions = 5;

export async function showPipeline(context: CommandContext, named: string, flags: PipelineFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id } = await findPipeline(client, named);
  const pipeline = await client.call("pipelines.get", { pipeline: id });
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(pipeline, null, 2)}\n`);
    return;
  }
  const [repository, { items }] = await Promise.all([
    client.call("repositories.get", { repository: pipeline.repositoryId }),
    client.call("executions.list-of-pipeline", { pipeline: id, limit: shownExecutions }),
  ]);
  const style = createStyle(context.color);
  const errors = pipeline.diagnostics.filter(({ severity }) => severity === "error").length;
  const lines = [
    `${style.bold(visible(pipeline.name))} ${style.dim(id)}`,
    ...(pipeline.description === "" ? [] : [visible(pipeline.description)]),
    `  repository: ${visible(repository.name)}`,
    `  definition: ${visible(definitionPlace(pipeline))}${errors === 0 ? "" : `, ${errors} with errors`}`,
    `  status: ${pipelineStatus(pipeline)}, channel ${visible(pipeline.channel)}`,
    ...items.map(executionRow).map((row) => {
      const mark = statusMark(row.outcome ?? (row.status === "created" ? "queued" : "running"), style);
      const when = new Date(row.createdAt).toISOString();
      return `  ${mark.shape} ${visible(`${row.pipeline}#${row.number}`)} ${mark.word}  ${style.dim(when)}`;
    }),
  ];
  context.stdout.write(`${lines.join("\n")}\n`);
}
