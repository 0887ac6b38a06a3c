import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Client } from "./start-server.ts";

/** A directory that is a repository of the server. */
export interface Project {
  readonly repositoryId: string;
  readonly directory: string;
  remove(): Promise<void>;
}

export async function createProject(client: Client, name = "shop"): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), "headrace-project-"));
  await writeFile(join(directory, "data.txt"), "from the repository\n");
  const { status, body } = await client.post("/repositories", { name, location: directory });
  if (status !== 201) throw new Error(`the repository was not made: ${JSON.stringify(body)}`);
  return {
    repositoryId: body.id,
    directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export function runInline(
  client: Client,
  { repositoryId }: Project,
  request: { readonly text: string; readonly parameters?: Readonly<Record<string, unknown>> },
): Promise<Answer> {
  return client.post("/executions", { repository: repositoryId, ...request });
}

/** Waits for the end of an execution, and gives it. */
export async function endOf(client: Client, executionId: string): Promise<Answer["body"]> {
  return await until(async () => {
    const { body } = await client.get(`/executions/${executionId}`);
    return body.state === "ended" ? body : undefined;
  });
}

/** Asks again and again; a test that waits for what never comes ends by its own time limit. */
export async function until<Value>(look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
