import type { PipelinesTable } from "@headrace/store/server";
import { actorFrom } from "../access/kept-actor.ts";
import type { CheckedText } from "../definitions/check-text.ts";
import type { OperationContext } from "../operations/context.ts";
import { Problem, wrongField } from "../problems/problem.ts";
import { readPipeline, readVersion } from "./read-pipeline.ts";

export interface VersionToSave {
  readonly pipelineId: string;
  /** The version that was edited. */
  readonly edited: number;
  readonly text: string;
  readonly checked: CheckedText;
  readonly message: string;
  /** Of one that was made of a template: from what, in JSON. */
  readonly generated?: string;
}

/** Saves a text as the newest version. Throws `version-conflict` with both texts where another was saved meanwhile. */
export async function saveVersion(
  { app, actor }: Pick<OperationContext, "app" | "actor">,
  { pipelineId, edited, text, checked, message, generated }: VersionToSave,
): Promise<PipelinesTable> {
  const row = await app.tables.transaction().execute(async (transaction) => {
    const now = app.clock.now();
    // The condition decides between two who save at once.
    const updated = await transaction
      .updateTable("pipelines")
      .set({ version: edited + 1, updated_at: now })
      .where("id", "=", pipelineId)
      .where("version", "=", edited)
      .returningAll()
      .executeTakeFirst();
    if (updated === undefined) return undefined;
    await transaction
      .insertInto("pipeline_versions")
      .values({
        pipeline_id: pipelineId,
        version: edited + 1,
        text,
        digest: checked.digest,
        commit_id: null,
        message,
        generated: generated ?? null,
        created_by: JSON.stringify(actor),
        created_at: now,
      })
      .execute();
    return updated;
  });
  if (row === undefined) {
    const current = await readVersion(app.tables, await readPipeline(app.tables, pipelineId));
    throw new Problem(
      "version-conflict",
      `version ${current.version} was saved by ${actorFrom(current.created_by).name} meanwhile`,
      {
        mend: `put both texts together and save again with If-Match: "${current.version}"`,
        detail: { edited, current: current.version, currentText: current.text, yourText: text },
      },
    );
  }
  await app.schedules.pipelineChanged(row.id);
  return row;
}

/** What `If-Match` names. Throws `invalid-input`. */
export function versionIn(ifMatch: string): number {
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch)?.[1];
  if (version !== undefined) return Number(version);
  throw wrongField("ifMatch", "it names no version", 'send the number of the version that you read, such as "3"');
}
