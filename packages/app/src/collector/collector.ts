import type { ForgeRun } from "@headrace/forges";
import type { EndedPart } from "../webhooks/kinds/webhook-kind.ts";
import type { LookedAt } from "./create-rhythm.ts";
import type { Polling } from "./plan-polling.ts";
import type { RemoteLogs } from "./remote-logs.ts";
import type { RunPlace } from "./run-reader.ts";

/** Reads the runs of connected repositories, so that they are executions here. */
export interface Collector {
  begin(): Promise<void>;
  /** Reads at once what is due. Resolves when it has been read. */
  look(): Promise<void>;
  /**
   * A webhook says that something has happened in the repository: what of it is told whole is recorded, for anything else the
   * repository is read at once, as by `readSoon`.
   */
  heardOf(repositoryId: string, ended?: readonly EndedPart[]): Promise<void>;
  /**
   * Something was done from here in the repository, or is asked for: it is read at once, not only when it is due. Resolves
   * before it has been read; does nothing for one that is not connected.
   */
  readSoon(repositoryId: string): Promise<void>;
  /**
   * Somebody who may looks at the repository here, or at an execution of it that runs on its host: it is read soon, and as
   * often as what runs for a while, as the hour's requests allow. May be called with every request, and never throws.
   */
  lookedAt(place: LookedAt): Promise<void>;
  /**
   * When each of so many repositories is to be looked at first that are connected just now: at once, as far as the hour bears
   * it, or one after another. Epoch milliseconds, the soonest first.
   */
  firstLooks(connectionId: string, count: number): Promise<readonly number[]>;
  /**
   * Records a run that somebody asks for, whether the collector has come to it or not, with its stages and, where it failed,
   * its log.
   */
  readRun(place: RunPlace, run: ForgeRun): Promise<void>;
  readonly fetchLogs: RemoteLogs["fetch"];
  /**
   * Ends what runs in the repositories of a connection, or in one of them, as unknown: nobody will tell how it went on.
   * Before the connection or the repository is removed.
   */
  abandon(of: { readonly connectionId: string } | { readonly repositoryId: string }): Promise<void>;
  /** How often the repositories of a connection are looked at now. */
  polling(connectionId: string): Promise<Polling>;
  close(): Promise<void>;
}
