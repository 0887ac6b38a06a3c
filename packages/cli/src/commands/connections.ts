import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface ConnectionsFlags extends ServerFlags {
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  const { context } = options;
  const connections = program
    .command("connections")
    .summary("list, check and remove connections of a server")
    .description("List, check and remove a server's connections to hosts of code. `headrace connect` makes one.")
    .addHelpText("after", "\nExample:\n  headrace connections check acme");
  connections
    .command("list")
    .description("List the connections, the newest first, with whether their tokens are believed.")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace connections list")
    .action(async (flags: ConnectionsFlags) => {
      const { listConnections } = await import("./connections/list.ts");
      await listConnections(context, flags);
    });
  connections
    .command("check <connection>")
    .description("Try a connection again, and print what works and what is missing for what. Only reads.")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace connections check acme")
    .action(async (named: string, flags: ConnectionsFlags) => {
      const { checkConnection } = await import("./connections/check.ts");
      options.exitWith(await checkConnection(context, named, flags));
    });
  connections
    .command("remove <connection>")
    .description("Remove a connection with its credentials. Nothing is changed on the host; its repositories stay.")
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace connections remove acme")
    .action(async (named: string, flags: ServerFlags) => {
      const { removeConnection } = await import("./connections/remove.ts");
      await removeConnection(context, named, flags);
    });
}
