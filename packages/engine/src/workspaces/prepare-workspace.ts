import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { WorkspaceMode } from "@headrace/execution";
import type { TreeSource } from "../ports/index.ts";
import type { Workspace } from "./workspace.ts";

export interface WorkspaceRequest {
  readonly mode: WorkspaceMode;
  /** Whether it starts with the project's files; without them it is an empty directory of its own. */
  readonly checkout: boolean;
  /** Removes it in the end. */
  readonly removeTree: (path: string) => Promise<void>;
  /** Where its files come from, when it is not the project directory; it is then never shared. */
  readonly trees?: TreeSource;
  /** Ends filling it. */
  readonly signal?: AbortSignal;
  /** Absolute, like all paths here. */
  readonly projectDirectory: string;
  /** Left out of every copy. */
  readonly dataDirectory: string;
  /** Made for this attempt alone, when something is first written to it. */
  readonly temporary: string;
  /** The person's own home directory, which steps of a shared workspace keep. */
  readonly outsideHome: string | undefined;
}

/** Gives an attempt its directory: the project itself, or a fresh tree with a private home. */
export async function prepareWorkspace(request: WorkspaceRequest): Promise<Workspace> {
  const { temporary, removeTree } = request;
  if (request.mode === "shared" && request.checkout && request.trees === undefined) {
    return {
      root: request.projectDirectory,
      home: request.outsideHome ?? homedir(),
      isolated: false,
      remove: async () => {},
    };
  }
  const remove = (): Promise<void> => removeTree(temporary);
  const root = join(temporary, "tree");
  const home = join(temporary, "home");
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    mkdirSync(root, { mode: 0o755 });
    if (request.checkout && request.trees !== undefined) {
      await request.trees.fill(root, request.signal ?? new AbortController().signal);
    } else if (request.checkout) {
      const [{ listProjectFiles }, { copyTree }] = await Promise.all([
        import("./project-files.ts"),
        import("./copy-tree.ts"),
      ]);
      const files = await listProjectFiles(request.projectDirectory, { exclude: [request.dataDirectory] });
      await copyTree({ files, from: request.projectDirectory, to: root });
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { root, home, isolated: true, remove };
}
