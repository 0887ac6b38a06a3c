import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { createDirectorySources } from "./directory-sources.ts";
import { createMirrorSources, type MirrorSourcesOptions } from "./mirror-sources.ts";
import type { Sources } from "./sources.ts";

/** Mirrors of what git knows; where a path of this machine is no repository, the directory as it is. */
export function createSources(options: MirrorSourcesOptions): Sources {
  const mirrored = createMirrorSources(options);
  const directories = createDirectorySources();
  const of = (location: string): Sources => (isAbsolute(location) && !isRepository(location) ? directories : mirrored);
  return {
    open: (repository, wanted) => of(repository.location).open(repository, wanted),
    between: (repository, from, to) => of(repository.location).between(repository, from, to),
    trees: (repository, git) => of(repository.location).trees(repository, git),
  };
}

function isRepository(directory: string): boolean {
  return (
    existsSync(join(directory, ".git")) ||
    (existsSync(join(directory, "HEAD")) && existsSync(join(directory, "objects")))
  );
}
