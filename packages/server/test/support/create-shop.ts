import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { createProject, type Project, runInline, until } from "../executions.ts";
import { type Answer, type Client, startServer, type TestServer } from "../start-server.ts";

/** A server with a project that is deployed from it. */
export interface Shop extends AsyncDisposable {
  readonly server: TestServer;
  readonly project: Project;
  /** For what stages put live. */
  readonly directory: string;
  /** A pipeline with a stage that really puts a version live, into `live` unless told otherwise, and fails where it is told so. */
  deploying(environment: string, options?: { readonly more?: string; readonly file?: string }): string;
  /** Starts it, and gives the execution's id. */
  ship(client: Client, text: string, parameters?: Readonly<Record<string, unknown>>): Promise<string>;
  makeEnvironment(name: string, rules?: unknown): Promise<Answer["body"]>;
  environmentNamed(name: string): Promise<Answer["body"]>;
  /** The approval that an execution waits for. */
  approvalOf(executionId: string): Promise<Answer["body"]>;
  /** What stands in the file with what is live. */
  liveVersion(): Promise<string>;
  readonly live: string;
}

export async function createShop(): Promise<Shop> {
  const server = await startServer();
  const project = await createProject(server.owner);
  const directory = await mkdtemp(join(tmpdir(), "headrace-live-"));
  const live = join(directory, "version");
  return {
    server,
    project,
    directory,
    live,
    deploying: (environment, { more = "", file = live } = {}) => `
name: ship
parameters:
  version: { type: string, default: "1" }
  broken: { type: boolean, default: false }
stages:
  build:
    steps: [{ id: make, run: 'mkdir dist && echo "$VERSION" > dist/version && echo "built $VERSION" >> ${file}.builds' }]
    variables: { VERSION: '\${{ params.version }}' }
    artifacts: [{ name: dist, paths: ['dist/**'] }]
    outputs: { version: '\${{ params.version }}' }
  deploy:
    needs: [build]
    category: deploy
    environment: { name: ${environment}, url: 'https://shop.example.org/\${{ needs.build.outputs.version }}' }
    variables: { BROKEN: '\${{ params.broken }}' }
    steps:
      - run: '[ ! -e ${file} ] || cp ${file} ${file}.before; cp dist/version ${file}; [ "$BROKEN" = false ]'
    outputs: { version: '\${{ needs.build.outputs.version }}' }
${more}
`,
    ship: async (client, text, parameters = {}) => {
      const { status, body } = await runInline(client, project, { text, parameters });
      expect(status, JSON.stringify(body)).toBe(201);
      return body.id;
    },
    makeEnvironment: async (name, rules = {}) => {
      const made = await server.owner.post(`/repositories/${project.repositoryId}/environments`, { name, rules });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body;
    },
    environmentNamed: async (name) => {
      const { body } = await server.owner.get(`/repositories/${project.repositoryId}/environments?limit=200`);
      return body.items.find((each: { readonly name: string }) => each.name === name);
    },
    approvalOf: async (executionId) =>
      await until(async () => {
        const { body } = await server.owner.get(`/approvals?execution=${executionId}`);
        return body.items[0];
      }),
    liveVersion: async () => (await readFile(live, "utf8")).trim(),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await project.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function stageOf(execution: Answer["body"], stage = "deploy"): Answer["body"] {
  return execution.stages.find((each: { readonly stage: string }) => each.stage === stage);
}
