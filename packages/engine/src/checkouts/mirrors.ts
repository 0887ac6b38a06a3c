import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { environmentError } from "../environment-error.ts";
import type { RunProgram } from "../programs/run-program.ts";
import { createGit } from "./git-program.ts";
import { createMirror, type Mirror } from "./mirror.ts";
import { parseRemote } from "./remote.ts";
import { type AccessRules, type CredentialSource, openAccess } from "./remote-access.ts";
import { createTreeWriter } from "./tree-writer.ts";

export interface MirrorsOptions extends Partial<Pick<AccessRules, "resolveName" | "allowPrivateHosts">> {
  /** Absolute; made when it is not there. One process alone uses it, and no stage may read it. */
  readonly directory: string;
  /** The program; `git` unless said, 2.37 or newer. */
  readonly git?: string;
  /** Who starts it; this process unless said. */
  readonly run?: RunProgram;
  /** Paths that may be mirrored: none unless said, all, or those below these directories. */
  readonly allowLocalPaths?: boolean | readonly string[];
  readonly credentials?: CredentialSource;
  /** Milliseconds that a fetch may take; 600,000 unless said. */
  readonly fetchTimeout?: number;
  /** How many commits' trees are kept for each repository, with their `.git`; 16 unless said. */
  readonly keptTrees?: number;
}

export interface Mirrors extends AsyncDisposable {
  /**
   * The mirror of a repository, the same for the same id and URL; nothing is fetched yet. Throws `invalid-argument` for a
   * URL by which nothing is fetched.
   */
  mirror(repository: RepositoryReference): Mirror;
  /**
   * Removes the mirrors of repositories that are no more, with those of their submodules. `kept` gives the ids of those that
   * are, and is asked after it was seen what lies here.
   */
  sweep(kept: () => Promise<readonly string[]>): Promise<void>;
}

export interface RepositoryReference {
  readonly repositoryId: string;
  /** `https://`, `ssh://`, `git@host:path`, `file://` or an absolute path; without a password. */
  readonly url: string;
}

/** Keeps bare mirrors of repositories below a directory. */
export function createMirrors(options: MirrorsOptions): Mirrors {
  const { directory, credentials, allowLocalPaths = false, fetchTimeout = 600_000, keptTrees = 16 } = options;
  const home = join(directory, "home");
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw environmentError(cause, "make the directory of the repositories' mirrors");
  }
  const rules: AccessRules = { ...options, allowLocalPaths, directory };
  const git = createGit({
    program: options.git ?? "git",
    home,
    ...(options.run === undefined ? {} : { run: options.run }),
  });
  const writer = createTreeWriter({ threads: Math.min(2, availableParallelism()) });
  const mirrors = new Map<string, { readonly repositoryId: string; readonly mirror: Mirror }>();

  const open = (reference: RepositoryReference, submoduleOf?: string): Mirror => {
    const { repositoryId, url } = reference;
    const key = JSON.stringify([repositoryId, submoduleOf === undefined ? "" : "submodule", url]);
    const known = mirrors.get(key);
    if (known !== undefined) return known.mirror;
    const remote = parseRemote(url);
    const mirror = createMirror({
      // Another URL is another repository: what the old one held is not mixed with it.
      directory: join(directory, digest(repositoryId), digest(key)),
      remote,
      git,
      writer,
      timeout: fetchTimeout,
      keptTrees,
      async access(to) {
        const given = await credentials?.(to.url, {
          repositoryId,
          ...(submoduleOf === undefined ? {} : { submoduleOf }),
        });
        return await openAccess(to, rules, given ?? null);
      },
      submodule: (inner) => open({ repositoryId, url: inner }, repositoryId),
    });
    mirrors.set(key, { repositoryId, mirror });
    return mirror;
  };

  return {
    mirror: (reference) => open(reference),
    async sweep(kept) {
      const found = (await readdir(directory)).filter((name) => isDigest.test(name));
      const staying = new Set((await kept()).map(digest));
      for (const name of found) {
        if (staying.has(name)) continue;
        for (const [key, known] of mirrors) if (digest(known.repositoryId) === name) mirrors.delete(key);
        await rm(join(directory, name), { recursive: true, force: true, maxRetries: 3 });
      }
    },
    [Symbol.asyncDispose]: () => writer.close(),
  };
}

const isDigest = /^[0-9a-f]{32}$/;

/** A name for a directory that no id can lead out of. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
