import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { namedRepository } from "../../remote/on-host.ts";
import type { EnvironmentsFlags } from "../environments.ts";

export async function listHostEnvironments(context: CommandContext, flags: EnvironmentsFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name } = await namedRepository(client, flags.repository);
  const { items } = await client.call("repositories.host-environments", { repository });
  printList(context, {
    items,
    json: flags.json,
    empty: `${name} has no environment on its host.`,
    columns: { ENVIRONMENT: (each) => each.name, ID: ({ id }) => id },
  });
}
