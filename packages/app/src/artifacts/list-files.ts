import type { ArtifactRow } from "@headrace/engine";
import { archiveEntries } from "@headrace/engine/artifacts";
import { z } from "zod";
import type { App } from "../app.ts";

export const artifactFiles = z.object({
  items: z.array(
    z.object({
      path: z.string(),
      kind: z.enum(["file", "directory", "link"]),
      size: z.number().int().describe("Bytes"),
      executable: z.boolean(),
      target: z.string().optional().describe("Of a link"),
    }),
  ),
  more: z.boolean().describe("There are more than are listed"),
});

const mostListed = 10_000;

/** What an artifact holds, by reading it. */
export async function listFiles(app: App, { digest }: ArtifactRow): Promise<z.input<typeof artifactFiles>> {
  const items: z.input<typeof artifactFiles>["items"] = [];
  for await (const { name, kind, size, mode, target } of archiveEntries(await app.store.blobs.get(digest))) {
    if (kind === "other") continue;
    if (items.length === mostListed) return { items, more: true };
    items.push({
      path: name.replace(/\/$/, ""),
      kind,
      size,
      executable: kind === "file" && (mode & 0o111) !== 0,
      ...(kind === "link" && target !== undefined ? { target } : {}),
    });
  }
  return { items, more: false };
}
