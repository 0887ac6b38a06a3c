import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";
import { registerLeftovers, registerRemoval } from "./leftovers/register.ts";

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
  registerRemoval(connections, options, {
    kind: "connection",
    word: "remove",
    description: "Remove a connection with its credentials. Its repositories stay.",
  });
  registerLeftovers(connections, options, "connection");
}
