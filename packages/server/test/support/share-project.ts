import { expect } from "vitest";
import { createProject, endOf, type Project, runInline } from "../executions.ts";
import { type Answer, startServer, type TestServer } from "../start-server.ts";
import { share } from "./share.ts";

/** A server with a repository in which definitions are run. */
export interface SharedProject {
  readonly server: TestServer;
  readonly project: Project;
  /** Runs a definition to its end. */
  run(text: string): Promise<FinishedRun>;
  /** Gives its id. */
  makeEnvironment(name: string): Promise<string>;
}

export interface FinishedRun {
  readonly executionId: string;
  readonly ended: Answer["body"];
  /** What it printed. */
  readonly lines: readonly string[];
}

/** Shares it between the tests of a file. */
export function shareProject(): SharedProject {
  let made: Pick<SharedProject, "server" | "project">;

  share(
    async () => {
      const server = await startServer();
      made = { server, project: await createProject(server.owner) };
    },
    async () => {
      await made.server[Symbol.asyncDispose]();
      await made.project.remove();
    },
  );

  return {
    get server() {
      return made.server;
    },
    get project() {
      return made.project;
    },
    async run(text) {
      const { status, body } = await runInline(made.server.owner, made.project, { text });
      expect({ status, body }).toMatchObject({ status: 201, body: { id: expect.any(String) } });
      const ended = await endOf(made.server.owner, body.id);
      await using log = await made.server.app.runs.logs.open(body.id);
      const lines = (await log?.read({ from: 1, limit: 100 })) ?? [];
      return { executionId: body.id, ended, lines: lines.map((line) => line.text) };
    },
    async makeEnvironment(name) {
      const path = `/repositories/${made.project.repositoryId}/environments`;
      const { status, body } = await made.server.owner.post(path, { name });
      expect({ status, body }).toMatchObject({ status: 201 });
      return body.id;
    },
  };
}
