import { createGate, endOf, type Gate, type Project, until } from "../executions.ts";
import type { Answer, Client } from "../start-server.ts";

export interface Seeded extends AsyncDisposable {
  readonly pipeline: string;
  /** Succeeded on main. */
  readonly green: string;
  /** Failed on main after it. */
  readonly red: string;
  /** Runs on the branch `side` until it is stopped. */
  readonly running: string;
  /** Waits for consent. */
  readonly waiting: string;
  readonly repository: string;
}

export const definition = `name: shop
parameters:
  broken: { type: boolean, default: false }
  wait: { type: boolean, default: false }
stages:
  build:
    steps: ["mkdir dist && echo '<h1>Shop</h1>' > dist/page.html && sleep 0.2"]
    artifacts: [{ name: dist, paths: ["dist/**"] }]
  test:
    needs: [build]
    variables: { BROKEN: "\${{ params.broken }}" }
    steps:
      - run: |
          fault=''
          [ "$BROKEN" = false ] || fault='<failure message="expected 8 to be 9">at basket.test.js:4</failure>'
          echo "<testsuite name='basket'><testcase classname='basket' name='adds up'>$fault</testcase></testsuite>" > r.xml
          echo 'running the tests'
          [ "$BROKEN" = false ] || { echo 'AssertionError: expected 8 to be 9'; exit 1; }
    reports: { junit: [r.xml] }
  ship:
    needs: [test]
    category: deploy
    environment: { name: production }
    steps: ["echo shipped"]
`;

/** What the tasks of an agent begin with: as a team would have it on a Monday. */
export async function seed(owner: Client, { repositoryId }: Project): Promise<Seeded> {
  const gate = await createGate();
  const body = await made(owner, "/pipelines", { name: "shop", repository: repositoryId, text: definition });
  await made(owner, `/pipelines/${body.id}/activate`, {});
  const run = async (parameters: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { id } = await made(owner, `/pipelines/${body.id}/execute`, { branch: "main", parameters });
    await endOf(owner, id);
    return id;
  };
  const inline = async (text: string, branch: string): Promise<string> =>
    (await made(owner, "/executions", { repository: repositoryId, text, branch })).id;
  const green = await run();
  const red = await run({ broken: "true" });
  const running = await inline(slow(gate), "side");
  const waiting = await inline(`name: release\nstages:\n  out: { approval: {}, steps: ["true"] }\n`, "main");
  await until(async () => {
    const { body: approvals } = await owner.get(`/approvals?execution=${waiting}`);
    return approvals.items[0];
  });
  await until(async () => {
    const { body: now } = await owner.get(`/executions/${running}`);
    return now.state === "running" ? now : undefined;
  });
  return {
    pipeline: body.id,
    green,
    red,
    running,
    waiting,
    repository: repositoryId,
    [Symbol.asyncDispose]: () => gate[Symbol.asyncDispose](),
  };
}

async function made(owner: Client, path: string, input: unknown): Promise<Answer["body"]> {
  const { status, body } = await owner.post(path, input);
  if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

function slow({ wait }: Gate): string {
  return `name: slow\nstages:\n  wait: { steps: ["${wait}"] }\n`;
}
