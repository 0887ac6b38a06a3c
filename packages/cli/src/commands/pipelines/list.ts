import type { CommandContext } from "../../context.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { repositoryNames } from "../../remote/repository-names.ts";
import type { PipelinesListFlags } from "../pipelines.ts";
import { definitionPlace, pipelineStatus } from "./words.ts";

export async function listPipelines(context: CommandContext, flags: PipelinesListFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const asked = {
    ...(flags.search === undefined ? {} : { search: flags.search }),
    ...(flags.repository === undefined ? {} : { repository: (await findRepository(client, flags.repository)).id }),
  };
  const items = await everyItem((from) => client.call("pipelines.list", { ...from, ...asked }));
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write("No pipeline matches. Add one with `headrace pipelines add`.\n");
    return;
  }
  const names = await repositoryNames(client);
  const columns = ["PIPELINE", "REPOSITORY", "STATUS", "DEFINITION"].map((title) => ({ title }));
  const rows = items.map((pipeline) =>
    [
      pipeline.name,
      names.get(pipeline.repositoryId) ?? pipeline.repositoryId,
      pipelineStatus(pipeline),
      definitionPlace(pipeline),
    ].map(visible),
  );
  context.stdout.write(formatTable(columns, rows));
}
