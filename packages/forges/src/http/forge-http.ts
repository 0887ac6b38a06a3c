import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";

export interface ForgeRequest {
  /** GET unless said. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the base URL, made by {@link path}; or a whole URL of the same host, as pages link to each other. */
  readonly path: string;
  /** Whether the path may be a whole URL of any origin, to which the forge sent: it gets no credentials. */
  readonly isElsewhere?: boolean;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, as a document of this media type. */
  readonly document?: { readonly type: string; readonly text: string };
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as a form of several parts, each a text. RFC 7578 */
  readonly multipart?: Readonly<Record<string, string>>;
  /** Sent as a form of one file, as it comes. RFC 7578 */
  readonly file?: FormFile;
  /** Statuses besides 2xx that are given back; every other one is thrown. */
  readonly expect?: readonly number[];
  /** Bytes of an answer that is given as a stream; as the options say unless said. */
  readonly largest?: number;
  readonly signal?: AbortSignal;
}

export interface FormFile {
  readonly field: string;
  readonly name: string;
  /** Bytes that `open` gives. */
  readonly length: number;
  /** The content from its beginning; asked for once for each time that the request is made. */
  open(): AsyncIterable<Uint8Array>;
}

/** An answer whose body has not been read. Either read it to its end, or leave it by `discard`. */
export interface ForgeStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Can be read once. Ends with `forge-answer-too-large` beyond the cap, `forge-unreachable` when it is cut off. */
  readonly body: AsyncIterable<Uint8Array>;
  discard(): void;
}

export interface Described<Value> {
  readonly value: Value;
  readonly headers: IncomingHttpHeaders;
}

/**
 * The one way to ask a forge. Every call has a time-out, is repeated only where that is safe, waits for the rate limit,
 * can be cancelled (then it rejects with the signal's reason), and throws {@link ForgeError} otherwise.
 */
export interface ForgeHttp {
  /** Asks and reads an answer of JSON, of which the schema names what is used. */
  json<Schema extends z.ZodType>(request: ForgeRequest, schema: Schema): Promise<z.output<Schema>>;
  /** The same with the answer's headers; never an answer that was known before. */
  jsonWithHeaders<Schema extends z.ZodType>(
    request: ForgeRequest,
    schema: Schema,
  ): Promise<Described<z.output<Schema>>>;
  /** Asks where the answer's body says nothing. */
  send(request: ForgeRequest): Promise<void>;
  /** Asks, and gives the body as it comes. */
  open(request: ForgeRequest): Promise<ForgeStream>;
  /** Closes the connections that are kept. */
  close(): void;
}
