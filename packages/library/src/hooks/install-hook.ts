import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { HeadraceError } from "@headrace/pipeline";

export interface InstallHookOptions {
  /** A bare repository that is pushed to, or a working one. */
  readonly repositoryPath: string;
  /** Of a generic webhook, as its creation gave it: `https://…/hooks/generic/…`. */
  readonly url: string;
  readonly secret: string;
  /** The program that runs the hook; the one that runs now unless said. */
  readonly node?: string;
}

export interface InstalledHook {
  /** Absolute. */
  readonly files: readonly string[];
  /** Of a bare repository `post-receive`, of a working one `post-commit` and `post-merge`. */
  readonly hooks: readonly string[];
}

/** By which a hook of ours is known again. */
const mark = "# Installed by Headrace.";

/**
 * Lets a repository on this machine tell a server of what is pushed to it, or committed in it. The secret is kept in a
 * file that only its owner reads. Installing it again replaces what was installed; somebody else's hook is left
 * alone. Throws `invalid-argument`, `file-not-found` for what is no repository.
 */
export async function installHook(options: InstallHookOptions): Promise<InstalledHook> {
  checkUrl(options.url);
  const { directory, isBare } = await hooksOf(options.repositoryPath);
  const hooks = isBare ? ["post-receive"] : ["post-commit", "post-merge"];
  for (const hook of hooks) await refuseForeign(join(directory, hook));
  const own = join(directory, "headrace");
  await mkdir(own, { recursive: true, mode: 0o700 });
  const settings = join(own, "server.json");
  const program = join(own, "send-updates.mjs");
  await writePrivate(settings, `${JSON.stringify({ url: options.url, secret: options.secret })}\n`);
  await writePrivate(program, await readFile(new URL("./send-updates.mjs", import.meta.url), "utf8"));
  const node = options.node ?? process.execPath;
  for (const hook of hooks) {
    await writePrivate(join(directory, hook), script({ hook, node, program, settings }));
    await chmod(join(directory, hook), 0o755);
  }
  return { files: [settings, program, ...hooks.map((hook) => join(directory, hook))], hooks };
}

/** Removes what `installHook` made. What is not there is no fault. */
export async function removeHook(repositoryPath: string): Promise<void> {
  const { directory } = await hooksOf(repositoryPath);
  for (const hook of ["post-receive", "post-commit", "post-merge"]) {
    if (isOurs(await textOf(join(directory, hook)))) await rm(join(directory, hook), { force: true });
  }
  await rm(join(directory, "headrace"), { recursive: true, force: true });
}

function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ["http:", "https:"].includes(url.protocol) && url.username === "") return;
  throw new HeadraceError("invalid-argument", `${JSON.stringify(text)} is not the URL of a webhook`, {
    mend: "give the URL that the creation of a generic webhook gave",
  });
}

interface Hooks {
  readonly directory: string;
  readonly isBare: boolean;
}

async function hooksOf(repositoryPath: string): Promise<Hooks> {
  const path = resolve(repositoryPath);
  const words = ["-C", path, "rev-parse", "--is-bare-repository", "--git-common-dir", "--git-path", "hooks"];
  // Of the environment nothing that points to another repository.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  const { stdout } = await promisify(execFile)("git", words, { env: environment }).catch((cause: unknown) => {
    throw new HeadraceError("file-not-found", `${path} is not a git repository`, {
      mend: "give the path of a repository, bare or not",
      cause,
    });
  });
  const [isBare = "", common = "", hooks = ""] = stdout.split("\n");
  const directory = resolve(path, hooks);
  const below = relative(resolve(path, common), directory);
  if (below.startsWith("..") || isAbsolute(below)) {
    throw new HeadraceError("invalid-argument", `the hooks of ${path} lie outside of it, in ${directory}`, {
      mend: "unset core.hooksPath for this repository, or call the hook from there yourself",
    });
  }
  await mkdir(directory, { recursive: true });
  return { directory, isBare: isBare === "true" };
}

async function refuseForeign(path: string): Promise<void> {
  const text = await textOf(path);
  if (text === null || isOurs(text)) return;
  throw new HeadraceError("invalid-argument", `there is another hook already: ${path}`, {
    mend: "move it away and install again, then call it from a hook that calls both",
  });
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}

function isOurs(text: string | null): boolean {
  return text?.includes(mark) ?? false;
}

/** Whole or not at all, and readable by its owner alone. */
async function writePrivate(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await rename(fresh, path);
}

interface ScriptFacts {
  readonly hook: string;
  readonly node: string;
  readonly program: string;
  readonly settings: string;
}

/** The program may have moved with an update: then the one on the path is taken. */
function script({ hook, node, program, settings }: ScriptFacts): string {
  return `#!/bin/sh
${mark}
node=${quoted(node)}
[ -x "$node" ] || node=node
"$node" ${quoted(program)} ${hook} ${quoted(settings)} || echo 'headrace: the hook did not run' >&2
exit 0
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
