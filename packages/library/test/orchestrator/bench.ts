import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createOrchestrator,
  type Executor,
  type Observer,
  type Orchestrator,
  randomIds,
  type Slots,
  systemClock,
} from "@headrace/engine";
import { createDummyExecutor } from "@headrace/engine/dummy";
import { type ExecutionEvent, type ExecutionPlan, planExecution, type StageUse } from "@headrace/execution";
import { digestOf, parsePipeline } from "@headrace/pipeline";
import { createFileLogStore, openStore, type Store } from "@headrace/store";

/** An orchestrator over a real store, whose stages do what their scripts say to the dummy executor. */
export interface Bench extends AsyncDisposable {
  readonly orchestrator: Orchestrator;
  readonly store: Store;
  /** What `start` and `prepare` are given. */
  request(text: string, options?: { readonly concurrency?: number }): Definition;
}

interface Definition {
  readonly plan: ExecutionPlan;
  readonly source: string;
  readonly sourcePath: string;
  readonly projectDirectory: string;
}

export async function createBench({
  measured,
  ...options
}: {
  readonly slots?: Slots;
  /** What each session of the executor says that its programs took. */
  readonly measured?: StageUse;
} = {}): Promise<Bench> {
  const directory = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  const clock = systemClock;
  const store = await openStore({ directory: join(directory, "data"), clock });
  const dummy = createDummyExecutor();
  const executor: Executor = {
    ...dummy,
    async open(request) {
      const session = await dummy.open(request);
      return measured === undefined ? session : { ...session, used: () => measured };
    },
  };
  const orchestrator = createOrchestrator({
    journal: store.journal,
    catalog: store.catalog,
    blobs: store.blobs,
    logs: createFileLogStore({ directory: store.layout.logs, clock, durable: false }),
    executor,
    clock,
    ids: randomIds,
    outside: {},
    workspacesDirectory: directory,
    dataDirectory: store.layout.root,
    cacheLimit: 1024,
    ...options,
  });
  let number = 0;
  return {
    orchestrator,
    store,
    request(text, { concurrency = 4 } = {}) {
      const { pipeline, diagnostics } = parsePipeline(text);
      if (pipeline === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
      number += 1;
      const plan = planExecution({
        executionId: randomIds.next(),
        number,
        pipeline,
        digest: digestOf(pipeline),
        parameters: {},
        variables: {},
        git: {
          branch: "main",
          commit: "1f2e3d",
          tag: "",
          message: "",
          author: "",
          targetBranch: "",
          pullRequest: "",
          changedFiles: [],
        },
        event: "push",
        workspace: "isolated",
        concurrency,
      });
      return { plan, source: text, sourcePath: "headrace.yml", projectDirectory: directory };
    },
    async [Symbol.asyncDispose]() {
      await executor.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export interface Watch {
  readonly observer: Observer;
  readonly events: readonly ExecutionEvent[];
  readonly types: readonly string[];
  /** Settles with the first event that fits, past or to come. */
  until(fits: (event: ExecutionEvent) => boolean): Promise<ExecutionEvent>;
}

export function watch(): Watch {
  const events: ExecutionEvent[] = [];
  const waiting: {
    readonly fits: (event: ExecutionEvent) => boolean;
    readonly settle: (event: ExecutionEvent) => void;
  }[] = [];
  return {
    events,
    get types() {
      return events.map(({ type }) => type);
    },
    observer: {
      event(event) {
        events.push(event);
        for (const { fits, settle } of waiting) if (fits(event)) settle(event);
      },
    },
    until(fits) {
      const found = events.find(fits);
      return found !== undefined ? Promise.resolve(found) : new Promise((settle) => waiting.push({ fits, settle }));
    },
  };
}

export const noSecrets: ReadonlyMap<string, string> = new Map();
