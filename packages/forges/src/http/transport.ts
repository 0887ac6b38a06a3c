import type { RefusedAnswer } from "./answered-limit.ts";
import type { RequestBody } from "./exchanges.ts";
import type { ForgeError } from "./forge-error.ts";
import type { ForgeRequest } from "./forge-http.ts";

/** A request as it is sent, but for its credentials. */
export interface OutgoingRequest {
  readonly method: NonNullable<ForgeRequest["method"]>;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
}

/** What came of asking once; a fault is what kept an answer from coming, an abort too. */
export type Attempted<Value> =
  | { readonly kind: "answered"; readonly value: Value }
  | { readonly kind: "refused"; readonly error: ForgeError; readonly answer: RefusedAnswer }
  | { readonly kind: "fault"; readonly error: unknown };

/** A request of a client, and how it is made once: guarded, counted, in time. */
export interface Call<Value> {
  readonly request: OutgoingRequest;
  readonly signal: AbortSignal | undefined;
  /** Makes it as `request` says, for the time `number`, from one. */
  attempt(request: OutgoingRequest, number: number): Promise<Attempted<Value>>;
  /**
   * Whether it is made again after the attempt `number` failed so: resolves once it may be, or with false where that
   * would not be safe or would not help. Rejects with the signal's reason.
   */
  mayRepeat(error: unknown, number: number): Promise<boolean>;
}

/** Makes the attempts of a call until one is answered. Throws the error of the last one, or the signal's reason. */
export type Transport = <Value>(call: Call<Value>) => Promise<Value>;
