import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";

export interface RestoreFlags {
  readonly data: string;
  readonly database?: string;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("restore <file>")
    .summary("make a server's data directory from a backup")
    .description(
      "Make a data directory from a file that `headrace backup` wrote; then start a server with it. What ran when the backup " +
        "was made goes on there. Put the master key in place first, or set HEADRACE_MASTER_KEY, unless it is in the backup.",
    )
    .requiredOption("--data <directory>", "the data directory to make; there must be none, or an empty one")
    .option("--database <url>", "restore the rows into an empty PostgreSQL, as in postgres://user:password@host/name")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace restore headrace.tar.zst --data /var/lib/headrace")
    .action(async (file: string, flags: RestoreFlags) => {
      const { restoreCommand } = await import("./backup/restore-command.ts");
      options.exitWith(await restoreCommand(options.context, file, flags));
    });
}
