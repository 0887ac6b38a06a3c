import type { OutputOf } from "@headrace/app/client";
import type { CommandContext } from "../../context.ts";
import { statusMark } from "../../output/status.ts";
import { createStyle } from "../../output/style.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { findEnvironment, findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { DeploymentsFlags } from "../deployments.ts";

type Deployment = OutputOf<"deployments.get">;

export async function listDeployments(context: CommandContext, flags: DeploymentsFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const items = await everyItem(await listOf(client, flags), flags.limit);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write("Nothing was deployed yet.\n");
    return;
  }
  const style = createStyle(context.color);
  const columns = ["OUTCOME", "ENVIRONMENT", "VERSION", "COMMIT", "EXECUTION", "STARTED", "ID"];
  const rows = items.map((deployment) => {
    const { environment, version = "", commit, pipeline, startedAt, id } = deployment;
    const { shape, word } = statusMark(deployment.outcome ?? "running", style);
    const execution = pipeline === undefined ? "" : `${pipeline.name}#${pipeline.number}`;
    const words = [environment.name, version, commit.slice(0, 10), execution].map(visible);
    return [`${shape} ${word}${fate(deployment)}`, ...words, startedAt, style.dim(id)];
  });
  context.stdout.write(
    formatTable(
      columns.map((title) => ({ title })),
      rows,
    ),
  );
}

async function listOf(client: ReturnType<typeof connect>, { environment, repository }: DeploymentsFlags) {
  type From = { readonly limit: number; readonly cursor?: string };
  if (environment !== undefined) {
    const { id } = await findEnvironment(client, environment, repository);
    return (from: From) => client.call("deployments.list", { ...from, environment: id });
  }
  const of = repository === undefined ? {} : { repository: (await findRepository(client, repository)).id };
  return (from: From) => client.call("deployments.list-all", { ...from, ...of });
}

function fate({ current, rolledBack }: Deployment): string {
  if (current) return ", stands there now";
  return rolledBack ? ", rolled back" : "";
}
