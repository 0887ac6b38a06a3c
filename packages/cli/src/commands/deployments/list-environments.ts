import type { CommandContext } from "../../context.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { repositoryNames } from "../../remote/repository-names.ts";
import type { EnvironmentsFlags } from "../environments.ts";

export async function listEnvironments(context: CommandContext, flags: EnvironmentsFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const of = flags.repository === undefined ? {} : { repository: (await findRepository(client, flags.repository)).id };
  const items = await everyItem((from) => client.call("environments.list", { ...from, ...of }));
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write("There is no environment yet. A stage makes one by naming it as its `environment`.\n");
    return;
  }
  const names = await repositoryNames(client);
  const columns = ["ENVIRONMENT", "REPOSITORY", "VERSION", "COMMIT", "SEEN AT"].map((title) => ({ title }));
  const rows = items.map(({ name, repositoryId, currentVersion = "", currentCommit = "", url = "" }) =>
    [name, names.get(repositoryId) ?? repositoryId, currentVersion, currentCommit.slice(0, 10), url].map(visible),
  );
  context.stdout.write(formatTable(columns, rows));
}
