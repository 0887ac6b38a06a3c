import type { DatabaseSignals } from "@headrace/store/database";

/** Tells those who serve something that lasts, on every server of the database, that somebody may have lost a right. */
export interface Rights {
  begin(): void;
  /** To be called once it is stored. */
  changed(): Promise<void>;
  /** The listener must not throw. Gives the end of listening. */
  watch(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface RightsOptions {
  readonly signals: Pick<DatabaseSignals, "listen" | "notify">;
  report(what: string, error: unknown): void;
}

const channel = "rights";

export function createRights({ signals, report }: RightsOptions): Rights {
  const listeners = new Set<() => void>();
  let unlisten: Promise<() => Promise<void>> | undefined;
  return {
    begin() {
      // A notification that was missed is as good as one that came.
      unlisten = signals.listen(channel, () => {
        for (const listener of listeners) listener();
      });
      unlisten.catch((error: unknown) => report("changes of rights", error));
    },
    changed: () => signals.notify(channel, ""),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await unlisten?.then((end) => end()).catch(() => undefined);
    },
  };
}
