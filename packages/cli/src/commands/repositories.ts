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

export interface RepositoryFlags extends ServerFlags {
  readonly json?: boolean;
}

export interface RepositoriesRequireFlags extends ServerFlags {
  readonly branch?: string;
}

export interface RepositoriesBuildsFlags extends RepositoryFlags {
  readonly branch?: string;
  readonly pullRequest?: string;
  readonly key?: string;
}

export interface RepositoriesReportsFlags extends RepositoryFlags {
  readonly report?: string;
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
  registerBuilds(repositories, options);
}

/** What is said of commits on the host of code, and what it demands of them. */
function registerBuilds(repositories: Command, { context }: ProgramOptions): void {
  repositories
    .command("builds <repository> [commit]")
    .description("List what all systems said of a commit on the repository's host of code.")
    .option("--branch <name>", "instead of a commit: of the newest one of this branch (default: the default branch)")
    .option("--pull-request <number>", "instead of a commit: of what this one would merge now")
    .option("--key <key>", "only what a system told by this key")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace repositories builds shop\n  headrace repositories builds shop 5f2c1d6e0b7a4c3f9e8d1a2b3c4d5e6f7a8b9c0d",
    )
    .action(async (named: string, commit: string | undefined, flags: RepositoriesBuildsFlags) => {
      const { listBuilds } = await import("./repositories/builds.ts");
      await listBuilds(context, { named, commit }, flags);
    });
  repositories
    .command("reports <repository> <commit>")
    .description("List what systems reported of a commit on the repository's host of code: scans, coverage, checks.")
    .option("--report <key>", "what this one says of files and lines")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace repositories reports shop 5f2c1d6e0b7a4c3f9e8d1a2b3c4d5e6f7a8b9c0d")
    .action(async (named: string, commit: string, flags: RepositoriesReportsFlags) => {
      const { listReports } = await import("./repositories/reports.ts");
      await listReports(context, { named, commit }, flags);
    });
  repositories
    .command("required <repository>")
    .description("List the builds that the repository's host demands before a pull request is merged.")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace repositories required shop")
    .action(async (named: string, flags: RepositoryFlags) => {
      const { listRequired } = await import("./repositories/required.ts");
      await listRequired(context, named, flags);
    });
  repositories
    .command("require <repository> <pipeline...>")
    .description("Have the repository's host demand that pipelines succeed before a pull request is merged.")
    .option("--branch <name>", "that is merged into, or a pattern; all unless said")
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace repositories require shop web-app --branch main")
    .action(async (named: string, pipelines: string[], flags: RepositoriesRequireFlags) => {
      const { requireBuilds } = await import("./repositories/required.ts");
      await requireBuilds(context, { named, pipelines }, flags);
    });
  repositories
    .command("release <repository> <condition>")
    .description("Have the repository's host demand builds no more; the ids are in the list of what is required.")
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace repositories release shop 15")
    .action(async (named: string, condition: string, flags: ServerFlags) => {
      const { releaseBuilds } = await import("./repositories/required.ts");
      await releaseBuilds(context, { named, condition }, flags);
    });
}
