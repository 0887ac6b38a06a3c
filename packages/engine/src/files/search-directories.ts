import { createGlob } from "@headrace/pipeline";

/**
 * Tells which directories must be looked into for these globs: those on the way to a match and those that may hold one.
 * `dist/**` never opens `node_modules`; `**` with `!node_modules` does not either; `**` alone does.
 */
export function searchDirectories(globs: readonly string[]): (directory: string) => boolean {
  const firstTrailing = globs.findLastIndex((glob) => !glob.startsWith("!")) + 1;
  const ways = createGlob(globs.filter((glob) => !glob.startsWith("!")).flatMap(waysTo));
  // Only excludes that no later pattern can take back close a directory.
  const closed = createGlob(globs.slice(firstTrailing).flatMap((glob) => closedBy(glob.slice(1))));
  return (directory) => ways(directory) && !closed(directory);
}

/** Globs of the directories in which the glob may match, `a`, `a/*`, `a/*` and all below for `a/*` + `/**`. */
function waysTo(glob: string): readonly string[] {
  const ways: string[] = [];
  let way = "";
  for (const segment of glob.split("/")) {
    if (segment === "") continue;
    // A slash inside braces or brackets would be cut apart here: everything below is searched instead.
    if (segment === "**" || /[{[\\]/.test(segment)) return [...ways, way === "" ? "**" : `${way}/**`];
    way = way === "" ? segment : `${way}/${segment}`;
    ways.push(way);
  }
  // What the glob chooses may be a directory, whose descendants are chosen with it.
  return [...ways, `${way}/**`];
}

function closedBy(glob: string): readonly string[] {
  if (!glob.endsWith("/**") && !glob.endsWith("/")) return [glob, `${glob}/**`];
  // `dist/**` is not `dist` itself, but leaves nothing below it.
  const directory = glob.slice(0, glob.lastIndexOf("/"));
  return directory === "" ? ["**"] : [directory, `${directory}/**`];
}
