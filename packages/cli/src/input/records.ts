import type { OutputOf } from "@headrace/app/client";
import type { BlobStore, CacheRow, Catalog, LogStore, StoredExecution } from "@headrace/engine";
import type { Machine } from "@headrace/engine/machine";
import type { ExecutionEvent } from "@headrace/execution";
import type { ExecutionRow, ListQuery, StageExecutionRow } from "@headrace/store";
import type { CommandContext } from "../context.ts";
import { namedServer, type ServerAddress, type ServerFlags } from "../remote/find-server.ts";
import { type DataFlags, openExisting } from "./open-existing.ts";

export interface RecordFlags extends DataFlags, ServerFlags {}

/** A server's lists leave out what only one execution's own page has. */
export type ShownExecution = Omit<ExecutionRow, "digest" | "workspace"> &
  Partial<Pick<ExecutionRow, "digest" | "workspace">> & {
    /** Of a server alone: what runs here asks at its own terminal. */
    readonly awaitsApproval?: boolean;
    /** Of a server alone: what was interrupted here is taken up by a command. */
    readonly awaitsDeployer?: boolean;
  };

/** Of a server with the name of the repository that it belongs to. */
export type ShownCache = CacheRow & { readonly repository?: string };

/** What is kept of executions, wherever that is: an opened project is this, and a server is made to be. */
export interface Records extends AsyncDisposable {
  readonly store: {
    readonly executions: {
      list(query: ListQuery): Promise<{ readonly executions: readonly ShownExecution[]; readonly cursor?: string }>;
      get(reference: string): Promise<ShownExecution>;
      stages(executionId: string): Promise<readonly StageExecutionRow[]>;
      events(executionId: string, fromSeq?: number): Promise<readonly ExecutionEvent[]>;
    };
    readonly journal: {
      load(executionId: string): Promise<LoadedExecution>;
      interrupted(): Promise<readonly string[]>;
    };
    readonly catalog: Pick<Catalog, "artifacts" | "tests" | "usualDurations" | "removeCache"> & {
      caches(): Promise<readonly ShownCache[]>;
    };
    /** Frees what nothing refers to any more. A server does that by itself, in its own time. */
    prune(): Promise<{ readonly bytes: number }>;
    /** Of artifacts that were listed. */
    readonly blobs: Pick<BlobStore, "get" | "has">;
  };
  readonly logs: Pick<LogStore, "open">;
  /** Of a server alone: where the execution's repository can be cloned from, and on what machine stages run. */
  location?(executionId: string): Promise<string>;
  machine?(): Promise<Machine>;
  /** Of a server alone: what a run on a host of code left behind there, and one of it as the host gives it. */
  hostArtifacts?(executionId: string): Promise<OutputOf<"artifacts.list">["onHost"]>;
  openHostArtifact?(executionId: string, name: string, id: string): Promise<ReadableStream<Uint8Array>>;
  /** Of a server alone: lines as they come, of the whole execution in one order, until it ends. */
  followLines?(executionId: string, options: FollowLines): AsyncIterable<readonly FollowedLine[]>;
}

export type LoadedExecution = Pick<StoredExecution, "plan" | "events" | "source" | "sourcePath" | "secretNames">;

export interface FollowLines {
  readonly stage?: string;
  readonly attempt?: number;
  readonly signal?: AbortSignal;
}

export interface FollowedLine {
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  /** In the attempt's log. */
  readonly line: number;
  readonly stream: "stdout" | "stderr";
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  /** Bytes left out of `text`, where that is known; else 0. */
  readonly cut: number;
}

/** The server that a command is for; undefined where it is what lies here. Throws as `namedServer`. */
export function meantServer(context: CommandContext, flags: RecordFlags): ServerAddress | undefined {
  // A data directory that is named is meant, whatever the environment says.
  return flags.data !== undefined && flags.server === undefined ? undefined : namedServer(context, flags);
}

/** What commands read: of the server that is named, else of the data directory here. */
export async function openRecords(context: CommandContext, flags: RecordFlags): Promise<Records> {
  const server = meantServer(context, flags);
  if (server === undefined) return await openExisting(context, flags);
  const { openServer } = await import("../remote/open-server.ts");
  return openServer(server);
}
