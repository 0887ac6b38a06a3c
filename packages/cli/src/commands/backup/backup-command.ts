import { createWriteStream, existsSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { formatSize, HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import type { BackupFlags } from "../backup.ts";
import { serverSettings } from "../serve/server-settings.ts";

export async function backupCommand(context: CommandContext, name: string, flags: BackupFlags): Promise<number> {
  const settings = serverSettings(context, flags);
  const file = resolve(context.directory, name);
  if (existsSync(file)) {
    throw new HeadraceError("invalid-argument", `${file} is there already`, {
      mend: "give the backup a name of its own",
    });
  }
  if (!existsSync(settings.dataDirectory)) {
    throw new HeadraceError("file-not-found", `there is no data directory ${settings.dataDirectory}`, {
      mend: "say with --data where the server keeps its data",
    });
  }
  const [{ openStore }, { writeBackup }, { systemClock }] = await Promise.all([
    import("@headrace/store"),
    import("@headrace/app"),
    import("@headrace/engine"),
  ]);
  const store = await openStore({
    directory: settings.dataDirectory,
    clock: systemClock,
    ...(settings.database === undefined ? {} : { database: settings.database }),
  });
  const partial = `${file}.partial`;
  try {
    const content = writeBackup(store, { withMasterKey: flags.withMasterKey === true, clock: systemClock });
    await pipeline(content, createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
    await store.close();
  }
  const { size } = await stat(file);
  context.stdout.write(
    flags.json === true
      ? `${JSON.stringify({ file, bytes: size, withMasterKey: flags.withMasterKey === true }, null, 2)}\n`
      : `Wrote ${file}, ${formatSize(size)}. ${flags.withMasterKey === true ? "It holds the master key: guard it." : "Keep the master key apart: it is not in it."}\n`,
  );
  return exitCodes.success;
}
