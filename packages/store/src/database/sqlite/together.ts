import type { DatabaseSync } from "node:sqlite";
import type { Turns } from "../turns.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Who writes at the same time commits together: where several ask within one turn of the event loop, what is asked for in
 * the next turn is one transaction. To commit takes longer than most of what is committed, and the pages that several works
 * change are written once. Where nobody else asks, nobody is waited for.
 */
export interface Together {
  /**
   * All of the work or nothing of it, also when another's fails. Resolves once it is committed. The work must not await
   * anything.
   */
  perform<Result>(work: () => Result): Promise<Result>;
  /** Performs at once what waits. */
  flush(): void;
}

interface Waiting {
  run(): void;
  done(): void;
  fail(cause: unknown): void;
}

export function createTogether({
  database,
  turns,
}: {
  readonly database: DatabaseSync;
  readonly turns: Turns;
}): Together {
  let waiting: Waiting[] = [];
  /** In this turn of the event loop. */
  let asked = 0;
  /** Whether several asked in the last turn in which anybody did. */
  let isCrowded = false;

  function flush(): void {
    const works = waiting;
    waiting = [];
    if (works.length > 0) commit(database, works);
  }

  function count(): void {
    asked += 1;
    if (asked > 1) return;
    setImmediate(() => {
      isCrowded = asked > 1;
      asked = 0;
    });
  }

  async function flushInTurn(): Promise<void> {
    if (!turns.taken) return flush();
    const end = await turns.take();
    try {
      flush();
    } finally {
      end();
    }
  }

  return {
    perform<Result>(work: () => Result) {
      return new Promise<Result>((resolve, reject) => {
        count();
        if (waiting.length === 0) {
          // After everything that has arrived by now has been heard, and before anything more is waited for.
          if (isCrowded) setImmediate(() => void flushInTurn());
          else queueMicrotask(() => void flushInTurn());
        }
        let performed: { readonly result: Result } | undefined;
        waiting.push({
          run: () => {
            performed = { result: work() };
          },
          done: () => performed !== undefined && resolve(performed.result),
          fail: reject,
        });
      });
    },
    flush,
  };
}

function commit(database: DatabaseSync, works: readonly Waiting[]): void {
  const failures = new Map<Waiting, unknown>();
  try {
    inTransaction(database, () => {
      for (const work of works) {
        try {
          if (works.length === 1) work.run();
          else apart(database, work);
        } catch (cause) {
          // Alone, or of a fault that has undone all of them.
          if (works.length === 1 || !database.isTransaction) throw cause;
          failures.set(work, cause);
        }
      }
    });
  } catch (cause) {
    for (const work of works) work.fail(failures.has(work) ? failures.get(work) : cause);
    return;
  }
  for (const work of works) {
    if (failures.has(work)) work.fail(failures.get(work));
    else work.done();
  }
}

/** Nothing of the work stays when it throws, and what came before it does. */
function apart(database: DatabaseSync, work: Waiting): void {
  database.exec("SAVEPOINT apart");
  try {
    work.run();
  } catch (cause) {
    if (database.isTransaction) database.exec("ROLLBACK TO apart; RELEASE apart");
    throw cause;
  }
  database.exec("RELEASE apart");
}
