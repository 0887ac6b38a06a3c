import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { openProject, type Project } from "@headrace/library/project";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";

/** What commands that read past executions are given. */
export interface DataFlags {
  readonly data?: string;
}

/** Opens the project's data directory to read it; reading makes none. Throws `execution-not-found` where there is none. */
export async function openExisting(
  context: CommandContext,
  flags: DataFlags & { readonly durable?: boolean },
): Promise<Project> {
  const { directory, environment } = context;
  const dataDirectory = flags.data ?? ".headrace";
  if (!existsSync(resolve(directory, dataDirectory))) {
    throw new HeadraceError("execution-not-found", `nothing was run here yet: there is no ${dataDirectory}`, {
      mend: "run a pipeline with `headrace run`, or name the data directory with --data",
    });
  }
  return await openProject({ directory, dataDirectory, durable: flags.durable ?? false, environment });
}
