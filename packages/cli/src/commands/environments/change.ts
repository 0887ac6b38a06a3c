import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { findEnvironment } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { hostEnvironmentId, namedRepository } from "../../remote/on-host.ts";
import type { EnvironmentFlags } from "../environments.ts";

export async function addEnvironment(context: CommandContext, name: string, flags: EnvironmentFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name: of } = await namedRepository(client, flags.repository);
  if (flags.onHost === true) await client.call("repositories.add-host-environment", { repository, name });
  else await client.call("environments.create", { repository, name });
  context.stdout.write(visible(`Added ${name} to ${of}${there(flags)}.\n`));
}

export async function renameEnvironment(
  context: CommandContext,
  { name, newName }: { readonly name: string; readonly newName: string },
  flags: EnvironmentFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name: of } = await namedRepository(client, flags.repository);
  if (flags.onHost === true) {
    const environment = await hostEnvironmentId(client, repository, name);
    await client.call("repositories.rename-host-environment", { repository, environment, name: newName });
  } else {
    const { id: environment } = await findEnvironment(client, name, repository);
    await client.call("environments.update", { environment, name: newName });
  }
  context.stdout.write(visible(`Renamed ${name} of ${of} to ${newName}${there(flags)}.\n`));
}

export async function removeEnvironment(context: CommandContext, name: string, flags: EnvironmentFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name: of } = await namedRepository(client, flags.repository);
  if (flags.onHost === true) {
    const environment = await hostEnvironmentId(client, repository, name);
    await client.call("repositories.remove-host-environment", { repository, environment });
  } else {
    const { id: environment } = await findEnvironment(client, name, repository);
    await client.call("environments.delete", { environment });
  }
  context.stdout.write(visible(`Removed ${name} of ${of}${there(flags)}, with its variables and secrets.\n`));
}

function there({ onHost }: EnvironmentFlags): string {
  return onHost === true ? " on its host" : "";
}
