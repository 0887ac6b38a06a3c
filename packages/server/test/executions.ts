import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Client, TestServer } from "./start-server.ts";

/** A directory that is a repository of the server, and that git knows nothing of. */
export interface Project {
  readonly repositoryId: string;
  readonly directory: string;
  remove(): Promise<void>;
}

export async function createProject(client: Client, name = "shop"): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), "headrace-project-"));
  await writeFile(join(directory, "data.txt"), "from the repository\n");
  return {
    repositoryId: await addRepository(client, name, directory),
    directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export async function addRepository(client: Client, name: string, location: string): Promise<string> {
  const { status, body } = await client.post("/repositories", { name, location });
  if (status !== 201) throw new Error(`the repository was not made: ${JSON.stringify(body)}`);
  return body.id;
}

export interface NewPipeline {
  readonly name: string;
  /** The repository's id. */
  readonly repository: string;
  readonly source?: "repository";
  readonly channel?: string;
  readonly text?: string;
}

/** Makes a pipeline that may start, and gives its id. */
export async function activePipeline(client: Client, pipeline: NewPipeline): Promise<string> {
  const made = await client.post("/pipelines", pipeline);
  const { status } = await client.post(`/pipelines/${made.body.id}/activate`, {});
  if (status !== 200) throw new Error(`the pipeline was not activated: ${JSON.stringify(made.body)}`);
  return made.body.id;
}

export interface InlineRun {
  readonly text: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export function runInline(
  client: Client,
  { repositoryId }: Pick<Project, "repositoryId">,
  request: InlineRun,
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

/** The status of a stage now. */
export async function stateOf(client: Client, executionId: string, stage: string): Promise<string | undefined> {
  const { body } = await client.get(`/executions/${executionId}`);
  return body.stages.find((each: { readonly stage: string }) => each.stage === stage)?.status;
}

/** How many lines the execution has printed so far. */
export async function linesOf({ app }: Pick<TestServer, "app">, executionId: string): Promise<number> {
  await using log = await app.runs.logs.open(executionId);
  return log?.lineCount ?? 0;
}

/** A script that waits until the test lets it go on. */
export interface Gate extends AsyncDisposable {
  /** A condition of the shell. */
  readonly isClosed: string;
  /** To be put into a step. */
  readonly wait: string;
  open(): Promise<void>;
}

export async function createGate(): Promise<Gate> {
  const directory = await mkdtemp(join(tmpdir(), "headrace-gate-"));
  const file = join(directory, "open");
  const isClosed = `[ ! -e ${file} ] && [ -d ${directory} ]`;
  return {
    isClosed,
    wait: `while ${isClosed}; do sleep 0.02; done`,
    open: () => writeFile(file, ""),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/**
 * Asks again and again, and less often the longer it takes, since asking keeps the server from what is waited for. A test
 * that waits for what never comes ends by its own time limit.
 */
export async function until<Value>(look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  for (let pause = 20; ; pause = Math.min(pause * 1.25, 100)) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
