import { Readable } from "node:stream";
import { ByteAnswer, EventAnswer, type LiveEvent, problemOf } from "@headrace/app";
import type { FastifyReply } from "fastify";
import { problemEvent } from "./send-problem.ts";

/** Sends what an operation answered: JSON, a file, or a stream of events. */
export async function sendAnswer(reply: FastifyReply, answer: unknown, status: number): Promise<FastifyReply> {
  if (answer instanceof ByteAnswer) return await sendBytes(reply, answer);
  if (answer instanceof EventAnswer) return await sendEvents(reply, answer);
  // It is for whoever asked, and some of it is shown only once.
  return await reply.status(status).header("cache-control", "no-store").send(answer);
}

async function sendBytes(reply: FastifyReply, { body, facts }: ByteAnswer): Promise<FastifyReply> {
  reply
    .header("content-type", facts.contentType)
    .header("accept-ranges", "bytes")
    // Asked for again each time: whoever has it may have lost the right to it.
    .header("cache-control", "private, no-cache");
  if (facts.length !== undefined) reply.header("content-length", facts.length);
  if (facts.etag !== undefined) {
    reply.header("etag", `"${facts.etag}"`);
    if (isKnown(reply.request.headers["if-none-match"], facts.etag)) {
      body.destroy();
      return await reply.removeHeader("content-length").status(304).send();
    }
  }
  if (facts.fileName !== undefined) {
    // RFC 6266; the plain form for old clients holds nothing that could end it.
    const plain = facts.fileName.replaceAll(/[^\w.-]/g, "_");
    const exact = encodeURIComponent(facts.fileName).replaceAll("'", "%27");
    reply.header("content-disposition", `attachment; filename="${plain}"; filename*=UTF-8''${exact}`);
  }
  if (facts.range !== undefined) {
    const { start, end, total } = facts.range;
    reply.status(206).header("content-range", `bytes ${start}-${end}/${total}`);
  }
  if (reply.request.method !== "HEAD") return await reply.send(body);
  // The framework would read the whole of it to drop it.
  body.destroy();
  return await reply.send(Readable.from([]));
}

/** Whether the client has it already (RFC 9110, 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((each) => each.trim() === "*" || each.trim().replace(/^W\//, "") === `"${etag}"`);
}

/** A client that reads nothing for a while is told that the stream lives. Milliseconds. */
const heartbeat = 15_000;

async function sendEvents(reply: FastifyReply, { events }: EventAnswer): Promise<FastifyReply> {
  const text = reply.request.method === "HEAD" ? [] : withHeartbeat(reply, events);
  return await reply
    .header("content-type", "text/event-stream; charset=utf-8")
    .header("cache-control", "no-store")
    .header("x-accel-buffering", "no")
    .send(Readable.from(text, { objectMode: false, highWaterMark: 64 * 1024 }));
}

/** A stream that has begun cannot become another answer: what breaks it is told as its last event. */
async function* withHeartbeat({ request }: FastifyReply, events: AsyncIterable<LiveEvent>): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]();
  // Sent at once, so that the client knows that it is connected.
  yield ": headrace\n\n";
  try {
    let next = iterator.next();
    for (;;) {
      const timer = Promise.withResolvers<"quiet">();
      const timeout = setTimeout(() => timer.resolve("quiet"), heartbeat);
      const result = await Promise.race([next, timer.promise]);
      clearTimeout(timeout);
      if (result === "quiet") {
        yield ": still here\n\n";
        continue;
      }
      if (result.done) return;
      yield encode(result.value);
      next = iterator.next();
    }
  } catch (error) {
    yield encode(problemEvent(request, problemOf(error)));
  } finally {
    await iterator.return?.();
  }
}

/** JSON has no line ends of its own, so that one `data` line is enough. */
function encode({ id, event, data }: LiveEvent): string {
  const head = id === undefined ? "" : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
