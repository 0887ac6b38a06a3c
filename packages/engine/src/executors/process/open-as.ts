import { HeadraceError } from "@headrace/pipeline";
import { cleanShared } from "./clean-shared.ts";
import { handOver, ownTemporaryDirectory } from "./hand-over.ts";
import type { Identities, Lease } from "./run-as.ts";

export interface OpenedIdentity extends Pick<Lease, "identity" | "release"> {
  /** The stage's own, in its first directory. */
  readonly temporaryDirectory: string;
}

/** A user for a stage, who has the directories that are the stage's alone. Throws `infrastructure`. */
export async function openAs(
  identities: Identities,
  directories: readonly string[],
  signal: AbortSignal | undefined,
): Promise<OpenedIdentity> {
  const [first] = directories;
  if (first === undefined) {
    throw new HeadraceError("infrastructure", "a stage that runs as another user needs a workspace of its own", {
      mend: "run it with isolated workspaces",
    });
  }
  const { identity, isUsed, release } = await identities.lease(signal);
  try {
    if (isUsed) await cleanShared(identity);
    for (const directory of directories) await handOver(directory, identity);
    return { identity, release, temporaryDirectory: ownTemporaryDirectory(first, identity) };
  } catch (error) {
    release();
    throw error;
  }
}
