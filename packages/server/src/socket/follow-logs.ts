import {
  type App,
  EventAnswer,
  ownFault,
  type Principal,
  Problem,
  perform,
  problemOf,
  readExecutionLogs,
} from "@headrace/app";
import type { Socket } from "socket.io";
import { whileAllowed } from "../live/while-allowed.ts";
import {
  type ClientEvents,
  errorOf,
  type ServerEvents,
  type Subject,
  type Subscription,
  type Update,
  updateOf,
} from "./protocol.ts";

export type LogSocket = Socket<ClientEvents, ServerEvents>;

export interface Following {
  readonly app: App;
  readonly socket: LogSocket;
  readonly signal: AbortSignal;
  /** Who asks now: a token may have been revoked since the connection was made. */
  principal(): Promise<Principal | null>;
}

/** Sends the lines of an execution to a socket until it ends or the signal is aborted, as fast as the client reads. */
export async function followLogs(following: Following, wanted: Subscription): Promise<void> {
  const { app, socket, signal } = following;
  const refused = new AbortController();
  const asked = { pipeline_id: wanted.pipeline_id ?? null, execution_id: wanted.execution_id };
  const ask = async (): Promise<unknown> =>
    await perform(app, readExecutionLogs, inputOf(wanted), {
      principal: await following.principal(),
      signal: AbortSignal.any([signal, refused.signal]),
      publicUrl: app.options.publicUrl,
    });
  try {
    const answer = await ask();
    if (!(answer instanceof EventAnswer)) throw ownFault("the log was not answered with a stream");
    const subject: Subject = { ...asked, pipeline_id: await pipelineOf(app, wanted) };
    socket.emit("subscribed", subject);
    for await (const event of whileAllowed(answer.events, { app, check: ask, stop: () => refused.abort() })) {
      if (signal.aborted) return;
      send(socket, subject, updateOf(event));
      await drained(socket);
    }
  } catch (error) {
    if (!signal.aborted) socket.emit("log_error", errorOf(asked, problemOf(error)));
  }
}

function send(socket: LogSocket, subject: Subject, update: Update): void {
  switch (update.kind) {
    case "log_update": {
      const { kind, ...data } = update;
      socket.emit(kind, { ...subject, ...data });
      break;
    }
    case "log_complete":
      socket.emit(update.kind, { ...subject, outcome: update.outcome });
      break;
  }
}

function inputOf({ execution_id, stage, attempt, from }: Subscription): Readonly<Record<string, unknown>> {
  return {
    execution: execution_id,
    follow: true,
    ...(stage == null ? {} : { stage }),
    ...(attempt == null ? {} : { attempt }),
    ...(from == null ? {} : { from }),
  };
}

/** Of an execution that may be seen. Throws `not-found` where the client thinks that it is another pipeline's. */
async function pipelineOf(app: App, { execution_id, pipeline_id }: Subscription): Promise<string | null> {
  const link = await app.tables
    .selectFrom("execution_links")
    .select("pipeline_id")
    .where("execution_id", "=", execution_id)
    .executeTakeFirst();
  const found = link?.pipeline_id ?? null;
  if (pipeline_id == null || pipeline_id === found) return found;
  throw new Problem("not-found", `the pipeline "${pipeline_id}" has no execution "${execution_id}"`, {
    mend: "leave the pipeline out, or name the one that was run",
  });
}

/**
 * Until what was sent has left for the client: what a slow one does not take stays with the log, where it is bounded,
 * instead of piling up in the connection.
 */
async function drained({ conn }: LogSocket): Promise<void> {
  while (!conn.transport.writable && conn.readyState === "open") {
    const { transport } = conn;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        transport.off("ready", done);
        conn.off("upgrade", done);
        conn.off("close", done);
        resolve();
      };
      transport.on("ready", done);
      conn.on("upgrade", done);
      conn.on("close", done);
    });
  }
}
