import { openAsBlob } from "node:fs";
import { basename, resolve } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import { chooseArtifact } from "../artifacts/choose-artifact.ts";
import type { DownloadsAddFlags } from "../downloads.ts";

export async function addDownload(
  context: CommandContext,
  { named, file }: { readonly named: string; readonly file: string | undefined },
  flags: DownloadsAddFlags,
): Promise<void> {
  const { execution: reference, artifact: wanted, stage, path, replace = false } = flags;
  const fromArtifact = [reference, wanted, stage, path].some((flag) => flag !== undefined);
  if (fromArtifact === (file !== undefined) || (fromArtifact && (reference === undefined || wanted === undefined))) {
    throw new HeadraceError("invalid-argument", "it is not said which file, or which artifact of which execution", {
      mend: "name a file of this machine, or an artifact with --execution and --artifact",
    });
  }
  await using server = openServer(anyServer(context, flags));
  const { client, store } = server;
  const { id: repository, name: to } = await findRepository(client, named);
  const said = (name: string): string => visible(`${name} lies with ${to} on its host.\n`);
  if (reference === undefined || wanted === undefined) {
    const name = flags.name ?? basename(file ?? "");
    const body = await readable(resolve(context.directory, file ?? ""), file ?? "");
    await client.call("repositories.add-host-download", { repository, name, replace }, { body });
    context.stdout.write(said(name));
    return;
  }
  const { id: execution } = await store.executions.get(reference);
  const artifact = chooseArtifact(await store.catalog.artifacts(execution), wanted, stage);
  const name = flags.name ?? (path === undefined ? `${wanted}.tar.zst` : basename(path));
  const input = { repository, artifact: artifact.id, name, replace, ...(path === undefined ? {} : { path }) };
  await client.call("repositories.add-artifact-to-host-downloads", input);
  context.stdout.write(said(name));
}

/** Throws `file-not-found`. */
async function readable(path: string, shown: string): Promise<Blob> {
  try {
    // From the disk, as it is sent.
    return await openAsBlob(path);
  } catch (cause) {
    throw new HeadraceError("file-not-found", `cannot read ${shown}`, { cause, mend: "give the path of a file" });
  }
}
