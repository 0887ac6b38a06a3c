import { resolve } from "node:path";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import type { RestoreFlags } from "../restore.ts";
import { serverSettings } from "../serve/server-settings.ts";

export async function restoreCommand(context: CommandContext, name: string, flags: RestoreFlags): Promise<number> {
  const { restoreBackup } = await import("@headrace/app");
  // A database that the environment names may be that of the server at work: only one that is said here is written to.
  const { dataDirectory, database } = serverSettings({ ...context, environment: {} }, flags);
  const restored = await restoreBackup({
    file: resolve(context.directory, name),
    directory: dataDirectory,
    ...(database === undefined ? {} : { database }),
  });
  const key = restored.hasMasterKey
    ? "The master key came with it."
    : `Put the master key at ${dataDirectory}/master.key, or set HEADRACE_MASTER_KEY, before you start the server.`;
  context.stdout.write(
    flags.json === true
      ? `${JSON.stringify({ dataDirectory, ...restored }, null, 2)}\n`
      : `Restored ${restored.rows} rows and ${restored.files} files to ${dataDirectory}. ${key}\n`,
  );
  return exitCodes.success;
}
