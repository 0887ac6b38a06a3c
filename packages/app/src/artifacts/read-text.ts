import type { ArtifactRow } from "@headrace/engine";
import type { App } from "../app.ts";
import { download } from "./download.ts";

/** Bytes of a file that is given as text. */
export const longestText = 64 * 1024;

/** A file of an artifact as text; undefined for one that is longer, or no text. Throws `not-found`. */
export async function readText(app: App, row: ArtifactRow, path: string): Promise<string | undefined> {
  const { body, facts } = await download(app, row, { path, format: "tar" });
  if ((facts.length ?? 0) > longestText) {
    body.destroy();
    return undefined;
  }
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(part);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
