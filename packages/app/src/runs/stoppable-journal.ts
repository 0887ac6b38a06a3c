import type { Journal } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";

export interface StoppableJournal {
  readonly journal: Journal;
  /**
   * From now on nothing is stored, as if the process had died: whatever the executions come to while they are stopped is
   * not what their programs did.
   */
  stop(): void;
}

export function createStoppableJournal(journal: Journal): StoppableJournal {
  let stopped = false;
  const check = (): void => {
    if (stopped) throw new HeadraceError("infrastructure", "the server is stopping");
  };
  return {
    journal: {
      takeNumber: (pipeline) => journal.takeNumber(pipeline),
      create: async (record, events) => {
        check();
        await journal.create(record, events);
      },
      append: async (executionId, events) => {
        check();
        await journal.append(executionId, events);
      },
      note: async (executionId, body) => {
        check();
        return await journal.note(executionId, body);
      },
      load: (executionId) => journal.load(executionId),
      takeOver: async (executionId, owner) => {
        check();
        await journal.takeOver(executionId, owner);
      },
      interrupted: () => journal.interrupted(),
    },
    stop: () => {
      stopped = true;
    },
  };
}
