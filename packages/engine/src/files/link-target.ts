import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { HeadraceError } from "@headrace/pipeline";

export interface LinkPlace {
  /** Absolute, without links in it. */
  readonly root: string;
  /** Of the link, below the root. */
  readonly path: string;
  /** What the link says. */
  readonly target: string;
}

/**
 * Refuses a link that leads out of the root: as it is written, and as the file system follows it today.
 * An absolute target leaves too, even one that names a place inside: in another tree it would lead back to this one.
 * Throws `path-escapes-workspace`.
 */
export async function refuseLeavingLink({ root, path, target }: LinkPlace): Promise<void> {
  const place = join(root, path);
  if (!isAbsolute(target) && isWithin(root, resolve(dirname(place), target))) {
    // A target that does not exist leads nowhere.
    const followed = await realpath(place).catch(() => root);
    if (isWithin(root, followed)) return;
  }
  throw new HeadraceError(
    "path-escapes-workspace",
    `the link ${JSON.stringify(path)} leads out of the workspace, to ${JSON.stringify(target)}`,
    { mend: "leave the link out with a pattern that begins with !, or make it lead to a place inside" },
  );
}

/** Whether the path is the root or below it. Both absolute and normal. */
export function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
