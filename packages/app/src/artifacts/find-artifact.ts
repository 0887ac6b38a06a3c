import type { ArtifactRow } from "@headrace/engine";
import type { App } from "../app.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { artifactRowOf } from "./artifact.ts";

/** Throws `not-found`, and `gone` for one that has expired. */
export async function artifactById(app: App, id: string): Promise<ArtifactRow> {
  const row = await app.tables.selectFrom("artifacts").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("artifact", id);
  return refuseExpired(app, artifactRowOf(row));
}

/** The newest of that name, of the stage where one is named. Throws `not-found`, `gone`. */
export async function artifactByName(
  app: App,
  executionId: string,
  { name, stage }: { readonly name: string; readonly stage?: string | undefined },
): Promise<ArtifactRow> {
  const rows = await app.store.catalog.artifacts(executionId);
  const found = rows.findLast(
    (row) => row.name === name && (stage === undefined || row.stage === stage || row.instance === stage),
  );
  if (found === undefined) throw notFound("artifact", name);
  return refuseExpired(app, found);
}

function refuseExpired(app: App, row: ArtifactRow): ArtifactRow {
  if (row.expiresAt === undefined || row.expiresAt > app.clock.now()) return row;
  throw new Problem("gone", `the artifact "${row.name}" has expired`, {
    mend: "run the stage that made it again, and give it a longer retention",
  });
}
