import { tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { LogStore } from "@headrace/engine";
import {
  createOrchestrator,
  createProcessExecutor,
  createSteadyClock,
  type ExecutionHandle,
  type Executor,
  type Orchestrator,
  randomIds,
} from "@headrace/engine";
import { createFileLogStore, openStore, type Store } from "@headrace/store";
import { tidyWhenDue } from "./tidy.ts";

export interface ProjectOptions {
  /** Where the repository's files are. The working directory unless said. */
  readonly directory?: string;
  /** Where executions are kept: `.headrace` below the project unless said. */
  readonly dataDirectory?: string;
  /** Survive a power cut too, not only the death of the process. False unless said. */
  readonly durable?: boolean;
  /** Child processes on this machine unless said. */
  readonly executor?: Executor;
  /** The environment of which steps see PATH, LANG, TZ, TERM and HOME. This process's unless said. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Bytes that all caches together may take; 5 GiB unless said. */
  readonly cacheLimit?: number;
}

/** A project directory with its data directory, ready to run pipelines and to read past executions. */
export interface Project extends AsyncDisposable {
  /** Absolute. */
  readonly directory: string;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly store: Store;
  readonly logs: LogStore;
  readonly executor: Executor;
  readonly orchestrator: Orchestrator;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Removes what killed runs left in the temporary directory: of executions that have ended, of those that `forgotten`
   * names, and of those without an event for a week before `now` (epoch milliseconds; the clock's unless said).
   */
  tidyTemporary(options?: { readonly forgotten?: readonly string[]; readonly now?: number }): Promise<void>;
}

const defaultCacheLimit = 5 * 1024 ** 3;

/**
 * Opens a project. Throws `data-directory-unwritable`, `database-newer`, `database-damaged` or `disk-full`.
 *
 * ```ts
 * await using project = await openProject({ directory: "." });
 * ```
 */
export async function openProject(options: ProjectOptions = {}): Promise<Project> {
  const directory = resolve(options.directory ?? ".");
  const chosen = options.dataDirectory ?? ".headrace";
  const dataDirectory = isAbsolute(chosen) ? chosen : join(directory, chosen);
  const environment = options.environment ?? process.env;
  const clock = createSteadyClock();
  const temporary = tmpdir();
  const store = await openStore({ directory: dataDirectory, durable: options.durable ?? false, clock });
  const logs = createFileLogStore({ directory: store.layout.logs, clock, durable: options.durable ?? false });
  const executor = options.executor ?? createProcessExecutor();
  const orchestrator = createOrchestrator({
    journal: store.journal,
    catalog: store.catalog,
    blobs: store.blobs,
    logs,
    executor,
    clock,
    ids: randomIds,
    outside: environment,
    workspacesDirectory: temporary,
    dataDirectory,
    cacheLimit: options.cacheLimit ?? defaultCacheLimit,
  });
  let ran = false;
  const noteRun = (handle: ExecutionHandle): ExecutionHandle => {
    ran = true;
    return handle;
  };
  return {
    directory,
    dataDirectory,
    store,
    logs,
    executor,
    environment,
    orchestrator: {
      ...orchestrator,
      start: async (request) => noteRun(await orchestrator.start(request)),
      resume: async (request) => noteRun(await orchestrator.resume(request)),
      admit: async (request) => noteRun(await orchestrator.admit(request)),
    },
    async tidyTemporary(options = {}) {
      const { tidyTemporary } = await import("./tidy-temporary.ts");
      await tidyTemporary(store, { parent: temporary, now: clock.now(), ...options });
    },
    async [Symbol.asyncDispose]() {
      await executor.close();
      if (ran) await tidyWhenDue(store, { now: clock.now(), temporary });
      await store.close();
    },
  };
}
