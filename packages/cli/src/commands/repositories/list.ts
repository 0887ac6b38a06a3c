import type { CommandContext } from "../../context.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { RepositoriesListFlags } from "../repositories.ts";

export async function listRepositories(context: CommandContext, flags: RepositoriesListFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const search = flags.search === undefined ? {} : { search: flags.search };
  const items = await everyItem((from) => client.call("repositories.list", { ...from, ...search }));
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write("No repository matches. Add one with `headrace repositories add`.\n");
    return;
  }
  const columns = ["REPOSITORY", "BRANCH", "LOCATION"].map((title) => ({ title }));
  const rows = items.map(({ name, defaultBranch, location }) => [name, defaultBranch, location].map(visible));
  context.stdout.write(formatTable(columns, rows));
}
