import { isAbsolute } from "node:path";
import type { OperationContext } from "../operations/context.ts";
import { Problem } from "../problems/problem.ts";
import type { FilePlace, FileToPlace } from "./file-place.ts";
import { openHostFile } from "./host-file.ts";
import { openLocalFile } from "./local-file.ts";
import { readBySource } from "./read-by-source.ts";

export async function openFilePlace(context: OperationContext, file: FileToPlace): Promise<FilePlace> {
  if (isAbsolute(file.repository.location)) return openLocalFile(context, file);
  const onHost = await openHostFile(context, file);
  if (onHost !== undefined) return onHost;
  const { path } = file;
  return { path, read: (at) => readBySource(context, file, at) };
}

export function cannotWrite(path: string): Problem {
  return new Problem("not-supported", "this repository is not on this machine, and no connection reaches it", {
    mend: `connect its host of code, or commit the change of ${path} where you work and push it`,
  });
}
