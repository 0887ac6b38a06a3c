import type { Readable } from "node:stream";

/** An answer that is a file rather than JSON. */
export class ByteAnswer {
  readonly body: Readable;
  readonly facts: ByteFacts;

  constructor(body: Readable, facts: ByteFacts) {
    this.body = body;
    this.facts = facts;
  }
}

export interface ByteFacts {
  readonly contentType: string;
  /** Bytes of `body`, where known. */
  readonly length?: number;
  /** Suggested to a browser that saves it. */
  readonly fileName?: string;
  /** The part of the whole that `body` is; bytes, `end` included. */
  readonly range?: { readonly start: number; readonly end: number; readonly total: number };
  readonly etag?: string;
}

/** A stream of events, over HTTP as Server-Sent Events. Ends when the source ends or the client goes. */
export class EventAnswer {
  readonly events: AsyncIterable<LiveEvent>;

  constructor(events: AsyncIterable<LiveEvent>) {
    this.events = events;
  }
}

export interface LiveEvent {
  /** Where to go on after it; given back as `Last-Event-ID`. */
  readonly id?: string;
  readonly event: string;
  /** Plain JSON. */
  readonly data: unknown;
}
