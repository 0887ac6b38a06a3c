import type { StoredExecution } from "@headrace/engine";
import { type ExecutionEvent, type ExecutionState, initialState, reduce } from "@headrace/execution";
import type { ServerTables } from "@headrace/store/server";
import { loadIfStored } from "../runs/held/stored-run.ts";
import { type Link, openLinks, readLink } from "../runs/links.ts";
import { applyChange, settleCurrent } from "./apply-change.ts";
import { type Change, changesOf } from "./changes-of.ts";
import { recordRollbacks } from "./record-rollbacks.ts";

/**
 * Approvals and deployments, as tables that can be asked. They are folds over the events of executions: written as
 * those happen, and made anew from them by `rebuild`.
 */
export interface Projections {
  /** At once, for what is read next; what is written comes in the order of the events. */
  take(event: ExecutionEvent, state: ExecutionState, link: Link): void;
  /** Waits until all that was taken of an execution is written. */
  settled(executionId: string): Promise<void>;
  /** Makes an execution's rows anew. */
  rebuild(executionId: string): Promise<void>;
  /** At the start, of what an earlier server may have died over. */
  rebuildOpen(): Promise<void>;
  /** Waits until all is written. */
  close(): Promise<void>;
  /** Writes all that follows from an execution that ends. May be called again for it. */
  derive(link: Link, state: ExecutionState): Promise<void>;
}

export interface ProjectionsOptions {
  readonly tables: ServerTables;
  load(executionId: string): Promise<StoredExecution>;
  report(what: string, error: unknown): void;
}

export function createProjections({ tables, load, report }: ProjectionsOptions): Projections {
  // One line for all: which deployment stood before another depends on those of other executions.
  let line: Promise<unknown> = Promise.resolve();
  const pending = new Map<string, Promise<void>>();
  /** Executions of which something could not be written. */
  const broken = new Set<string>();

  function queue<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = line.then(work);
    line = done.catch(() => {});
    return done;
  }

  async function apply(link: Link, changes: readonly Change[]): Promise<void> {
    try {
      for (const change of changes) await applyChange(tables, link, change);
    } catch (error) {
      broken.add(link.executionId);
      report(`approvals and deployments of execution ${link.executionId}`, error);
    }
  }

  /** Those that may ask for approvals or deploy; the others have no rows. */
  async function concerned(executionIds: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (let first = 0; first < executionIds.length; first += mostAtOnce) {
      const rows = await tables
        .selectFrom("execution_records")
        .select("id")
        .where("id", "in", executionIds.slice(first, first + mostAtOnce))
        .where((eb) => eb.or([eb("plan", "like", '%"environment":%'), eb("plan", "like", '%"approval":%')]))
        .execute();
      found.push(...rows.map(({ id }) => id));
    }
    return found;
  }

  async function rebuild(executionId: string): Promise<void> {
    const link = await readLink(tables, executionId);
    const stored = await loadIfStored(load, executionId);
    if (link === undefined || stored === undefined) return;
    const changes: Change[] = [];
    stored.events.reduce<ExecutionState>((before, event) => {
      const state = reduce(before, event);
      changes.push(...changesOf(event, state));
      return state;
    }, initialState(stored.plan));
    await tables.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("approvals").where("execution_id", "=", executionId).execute();
      const removed = await transaction
        .deleteFrom("deployments")
        .where("execution_id", "=", executionId)
        .returning("environment_id")
        .execute();
      for (const change of changes) await applyChange(transaction, link, change);
      for (const environmentId of new Set(removed.map((row) => row.environment_id))) {
        await settleCurrent(transaction, environmentId);
      }
    });
    broken.delete(executionId);
  }

  return {
    take(event, state, link) {
      const changes = changesOf(event, state);
      if (changes.length === 0) return;
      const { executionId } = link;
      const written = queue(() => apply(link, changes)).finally(() => {
        if (pending.get(executionId) === written) pending.delete(executionId);
      });
      pending.set(executionId, written);
    },

    settled: async (executionId) => {
      await pending.get(executionId);
      if (broken.has(executionId)) await queue(() => rebuild(executionId));
    },

    rebuild: (executionId) => queue(() => rebuild(executionId)),

    async rebuildOpen() {
      const open = (await openLinks(tables)).filter(({ state }) => state !== "queued");
      for (const executionId of await concerned(open.map((link) => link.executionId))) {
        await queue(() => rebuild(executionId)).catch((error: unknown) => {
          broken.add(executionId);
          report(`approvals and deployments of execution ${executionId}`, error);
        });
      }
    },

    close: async () => {
      await line;
    },

    async derive(link, state) {
      await pending.get(link.executionId);
      if (broken.has(link.executionId)) await queue(() => rebuild(link.executionId));
      await recordRollbacks(tables, link, state);
    },
  };
}

/** Ids in one query. */
const mostAtOnce = 500;
