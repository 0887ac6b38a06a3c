import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";
import { registerLeftovers, registerRemoval } from "./leftovers/register.ts";

export interface RepositoriesListFlags extends ServerFlags {
  readonly search?: string;
  readonly json?: boolean;
}

export interface RepositoriesAddFlags extends ServerFlags {
  readonly name?: string;
  readonly branch: string;
  readonly description?: string;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  const { context } = options;
  const repositories = program
    .command("repositories")
    .summary("list, add and remove repositories of a server")
    .description("List, add and remove repositories of a server.")
    .addHelpText("after", "\nExample:\n  headrace repositories add https://code.example.org/team/shop.git");
  repositories
    .command("list")
    .description("List the repositories that you may see, the newest first.")
    .option("--search <text>", "only those whose name contains this")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace repositories list")
    .action(async (flags: RepositoriesListFlags) => {
      const { listRepositories } = await import("./repositories/list.ts");
      await listRepositories(context, flags);
    });
  repositories
    .command("add <location>")
    .description("Add a repository by its clone URL, or by its path on the server's machine.")
    .option("--name <name>", "what to call it (default: the last part of its location)")
    .option("--branch <name>", "its default branch", "main")
    .option("--description <text>", "what it holds")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace repositories add git@code.example.org:team/shop.git --name shop")
    .action(async (location: string, flags: RepositoriesAddFlags) => {
      const { addRepository } = await import("./repositories/add.ts");
      await addRepository(context, location, flags);
    });
  registerRemoval(repositories, options, {
    kind: "repository",
    word: "remove",
    description: "Remove a repository with its pipelines, environments, secrets and webhooks. Its code stays.",
  });
  registerLeftovers(repositories, options, "repository");
}
