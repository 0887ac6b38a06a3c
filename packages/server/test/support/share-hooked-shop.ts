import { activePipeline, addRepository } from "../executions.ts";
import { type Answer, startServer, type TestServer } from "../start-server.ts";
import { createWorkTree, type WorkTree } from "../work-tree.ts";
import { createWebhook, type SentDelivery, sendDelivery, type TestWebhook, workedOn } from "./send-delivery.ts";
import { share } from "./share.ts";

/** A server with a repository of two commits, and a pipeline in it that webhooks start. */
export interface HookedShop {
  readonly server: TestServer;
  readonly tree: WorkTree;
  readonly repositoryId: string;
  readonly pipelineId: string;
  /** The two commits of `main`. */
  readonly first: string;
  readonly second: string;
  /** Another pipeline of the same definition; gives its id. */
  activate(name: string, channel: string): Promise<string>;
  /** How many executions the pipeline has had. */
  executions(): Promise<number>;
  webhook(kind: string): Promise<TestWebhook>;
  send(hook: TestWebhook, delivery: SentDelivery): Promise<Answer>;
  workedOn(deliveryId: string): Promise<Answer["body"]>;
}

export const hookedDefinition = `name: shop
triggers:
  push: { branches: [main, 'release/**'], tags: ['v*'], ignorePaths: ['docs/**'] }
  pullRequest: { branches: [main] }
stages:
  test:
    steps: [{ run: 'cat data.txt' }]
`;

/** Shares it between the tests of a file. */
export function shareHookedShop(): HookedShop {
  let made: Pick<HookedShop, "server" | "tree" | "repositoryId" | "pipelineId" | "first" | "second">;

  share(
    async () => {
      const server = await startServer();
      const tree = await createWorkTree({ "data.txt": "one\n", "headrace.yml": hookedDefinition });
      const first = await tree.git("rev-parse", "HEAD");
      const second = await tree.commit({ "data.txt": "two\n" }, "Sell bicycles too");
      const repository = await addRepository(server.owner, "shop", tree.directory);
      const pipelineId = await activePipeline(server.owner, { name: "shop", repository, source: "repository" });
      made = { server, tree, repositoryId: repository, pipelineId, first, second };
    },
    async () => {
      await made.server[Symbol.asyncDispose]();
      await made.tree[Symbol.asyncDispose]();
    },
  );

  return {
    get server() {
      return made.server;
    },
    get tree() {
      return made.tree;
    },
    get repositoryId() {
      return made.repositoryId;
    },
    get pipelineId() {
      return made.pipelineId;
    },
    get first() {
      return made.first;
    },
    get second() {
      return made.second;
    },
    activate: (name, channel) =>
      activePipeline(made.server.owner, { name, channel, repository: made.repositoryId, source: "repository" }),
    executions: async () =>
      (await made.server.owner.get(`/pipelines/${made.pipelineId}/executions?limit=200`)).body.items.length,
    webhook: (kind) => createWebhook(made.server, made.repositoryId, kind),
    send: (hook, delivery) => sendDelivery(made.server, hook, delivery),
    workedOn: (deliveryId) => workedOn(made.server, deliveryId),
  };
}
