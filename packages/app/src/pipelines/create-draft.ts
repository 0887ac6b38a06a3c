import type { PipelinesTable } from "@headrace/store/server";
import { z } from "zod";
import { checkText } from "../definitions/check-text.ts";
import { diagnostic } from "../definitions/diagnostics.ts";
import type { OperationContext } from "../operations/context.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { definitionExample, pipeline, pipelineExample, pipelineOf } from "./pipeline.ts";
import { refuseTakenName } from "./refuse-taken-name.ts";

/** A pipeline with its newest text and what is to be said of it. */
export const createdPipeline = pipeline.extend({
  text: z.string().optional().describe("Absent where the definition is in the repository"),
  diagnostics: z.array(diagnostic),
});

export const createdPipelineExample: z.input<typeof createdPipeline> = {
  ...pipelineExample,
  text: definitionExample,
  diagnostics: [],
};

export interface Draft {
  readonly name: string;
  readonly repository: string;
  readonly description: string;
  /** Absent: the definition is the file at `path` in the repository. */
  readonly text?: string | undefined;
  readonly path?: string;
  readonly channel?: string;
  readonly message: string;
  /** Of one that is made of a template: from what, in JSON. */
  readonly generated?: string;
}

/** Stores a new pipeline that its triggers do not start yet, also one whose definition has errors. */
export async function createDraft(
  { app, actor, scope }: Pick<OperationContext, "app" | "actor" | "scope">,
  draft: Draft,
): Promise<z.input<typeof createdPipeline>> {
  const { text } = draft;
  const checked = text === undefined ? undefined : await checkText(text, `${draft.name}.yml`);
  const now = app.clock.now();
  const row: PipelinesTable = {
    id: app.ids.next(),
    organization_id: scope.organizationId,
    repository_id: draft.repository,
    name: draft.name,
    description: draft.description,
    source: text === undefined ? "repository" : "stored",
    path: text === undefined ? (draft.path ?? "headrace.yml") : null,
    channel: draft.channel ?? "default",
    active: 0,
    version: text === undefined ? 0 : 1,
    settings: "{}",
    archived_at: null,
    created_by: actor.name,
    created_at: now,
    updated_at: now,
  };
  await app.tables.transaction().execute(async (transaction) => {
    await readRepository(transaction, draft.repository);
    await refuseTakenName(transaction, row);
    await transaction.insertInto("pipelines").values(row).execute();
    if (text === undefined) return;
    await transaction
      .insertInto("pipeline_versions")
      .values({
        pipeline_id: row.id,
        version: 1,
        text,
        digest: checked?.digest ?? null,
        commit_id: null,
        message: draft.message,
        generated: draft.generated ?? null,
        created_by: JSON.stringify(actor),
        created_at: now,
      })
      .execute();
  });
  return {
    ...pipelineOf(row),
    ...(text === undefined ? {} : { text }),
    diagnostics: [...(checked?.diagnostics ?? [])],
  };
}
