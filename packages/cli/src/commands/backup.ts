import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";

export interface BackupFlags {
  readonly data?: string;
  readonly database?: string;
  readonly withMasterKey?: boolean;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("backup <file>")
    .summary("write everything that a server keeps to a file")
    .description(
      "Write everything that a server keeps to a file, also while it runs: all tables as they were at one moment, blobs and " +
        "logs. The master key, without which no secret can be opened, is not in it unless asked for: keep it apart.",
    )
    .option("--data <directory>", "the server's data directory (default: $HEADRACE_DATA, or ~/.local/share/headrace)")
    .option("--database <url>", "the server's PostgreSQL, where it has one (default: $HEADRACE_DATABASE)")
    .option("--with-master-key", "put the master key's file in too: whoever has the backup then has every secret")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace backup headrace.tar.zst --data /var/lib/headrace")
    .action(async (file: string, flags: BackupFlags) => {
      const { backupCommand } = await import("./backup/backup-command.ts");
      options.exitWith(await backupCommand(options.context, file, flags));
    });
}
