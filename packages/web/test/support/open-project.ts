import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser, type Surroundings } from "./open-browser.ts";

/** A server with an owner, a browser, and a repository of an empty directory, which is no clone. */
export interface ProjectSurroundings extends Surroundings {
  readonly directory: string;
  /** Its id. */
  readonly repository: string;
}

export async function openProject(): Promise<ProjectSurroundings> {
  const here = await openBrowser();
  const directory = await mkdtemp(join(tmpdir(), "headrace-project-"));
  const { id } = await here.client.call("repositories.create", { name: "shop", location: directory });
  return {
    ...here,
    directory,
    repository: id,
    async [Symbol.asyncDispose]() {
      await here[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
