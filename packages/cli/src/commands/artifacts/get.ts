import { join, resolve } from "node:path";
import { unpackArtifact } from "@headrace/engine/artifacts";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openRecords, type Records } from "../../input/records.ts";
import { saveBody } from "../../input/save-body.ts";
import { visible } from "../../output/visible.ts";
import type { ArtifactsGetFlags } from "../artifacts.ts";
import { chooseArtifact } from "./choose-artifact.ts";

export async function getArtifact(
  context: CommandContext,
  wanted: { readonly reference: string; readonly name: string },
  flags: ArtifactsGetFlags,
): Promise<void> {
  await using records = await openRecords(context, flags);
  const execution = await records.store.executions.get(wanted.reference);
  const into = resolve(context.directory, flags.into);
  const rows = await records.store.catalog.artifacts(execution.id);
  if (flags.hostId !== undefined || (flags.stage === undefined && !rows.some(({ name }) => name === wanted.name))) {
    const here = rows.map(({ name }) => name);
    const { name } = wanted;
    const saved = await saveFromHost(records, { execution: execution.id, name, id: flags.hostId, into, here });
    if (saved !== undefined) {
      context.stdout.write(visible(`${wanted.name} of its host: ${join(flags.into, saved)}\n`));
      return;
    }
  }
  const row = chooseArtifact(rows, wanted.name, flags.stage);
  if (!(await records.store.blobs.has(row.digest))) {
    throw new HeadraceError("blob-missing", `the content of artifact "${row.name}" of ${row.instance} is gone`, {
      mend: `run the stage that makes it again: \`headrace run --rerun ${execution.id} --from ${row.stage}\``,
    });
  }
  await unpackArtifact({ blobs: records.store.blobs, digest: row.digest, into });
  context.stdout.write(
    visible(`${row.name} of ${row.instance}: ${row.files} ${row.files === 1 ? "file" : "files"} in ${flags.into}\n`),
  );
}

interface WantedOfHost {
  readonly execution: string;
  readonly name: string;
  /** The newest of the name that the host still has unless said. */
  readonly id: string | undefined;
  readonly into: string;
  /** Names of what the execution has here. */
  readonly here: readonly string[];
}

/** Gives the file's name, or undefined for an execution that is none of a host. Throws `artifact-not-found`. */
async function saveFromHost(
  records: Records,
  { execution, name, id, into, here }: WantedOfHost,
): Promise<string | undefined> {
  const onHost = await records.hostArtifacts?.(execution);
  if (onHost === undefined || records.openHostArtifact === undefined) return undefined;
  const named = onHost.items.filter((one) => one.name === name && (id === undefined || one.id === id));
  const found = named.find(({ expired }) => !expired) ?? named[0];
  if (found === undefined) {
    const names = [...new Set([...here, ...onHost.items.map((one) => one.name)])];
    const mend = onHost.mend ?? (names.length === 0 ? "there is none" : `there is: ${names.join(", ")}`);
    const why = onHost.problem === undefined ? "nor on its host" : `and of its host: ${onHost.problem}`;
    throw new HeadraceError(
      "artifact-not-found",
      `the execution has no artifact "${name}"${id === undefined ? "" : ` with the id ${id}`} here, ${why}`,
      { mend },
    );
  }
  const body = await records.openHostArtifact(execution, name, found.id);
  return await saveBody(body, { into, name: `${name}${found.format === "zip" ? ".zip" : ""}` });
}
