import type { RepositoryEvent } from "../../triggers/repository-event.ts";

/** What differs between those who send deliveries. Pure: each is a reading of headers and bytes. */
export interface WebhookKind {
  /** The header whose absence already tells that a delivery is not signed; one of them is enough. */
  readonly signatureHeaders: readonly string[];
  /** Whether the sender has the secret; compared in constant time, over the bytes as they came. */
  check(delivery: SignedDelivery): SignatureCheck;
  /** What the sender calls this delivery, the same when it is sent again; undefined where it says nothing. */
  deliveryId(headers: WebhookHeaders): string | undefined;
  /** The kind of event in the sender's words; undefined where it says nothing. */
  eventName(headers: WebhookHeaders): string | undefined;
  /**
   * Whether neither time nor id is signed. Whoever once saw a delivery can then send it again under another id, so a body
   * that comes again counts as a repeat.
   */
  readonly signsBodyAlone: boolean;
  /** What happened. Throws `Problem` `invalid-input` for what this sender would not send. */
  read(eventName: string, payload: unknown): ReadDelivery;
  /** What the sender calls the repository that a payload tells of, which stays when it is renamed; undefined where it says nothing. */
  repositoryId?(payload: unknown): string | undefined;
  /** What of the host's own runs a payload says to have ended, where it says that at all. */
  endedParts?(eventName: string, payload: unknown): readonly EndedPart[];
  /** What a test call sends. */
  readonly ping: { readonly eventName: string; readonly payload: Readonly<Record<string, unknown>> };
}

/** A run on a host, or a stage of it, that has ended. Times are epoch milliseconds. */
export interface EndedPart {
  /** As the host calls it. */
  readonly run: string;
  /** The run as a whole unless said. */
  readonly stage?: string;
  /** How it ended, in the host's word; empty where that is not told. */
  readonly word: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

/** By name in small letters. */
export type WebhookHeaders = Readonly<Record<string, string>>;

export interface SignedDelivery {
  readonly headers: WebhookHeaders;
  readonly body: Buffer;
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type SignatureCheck = { readonly ok: true } | { readonly ok: false; readonly why: string };

export interface ReadDelivery {
  readonly events: readonly RepositoryEvent[];
  /** What in it starts nothing, for people: "the branch old was deleted". */
  readonly ignored: readonly string[];
}

export function nothing(...ignored: readonly string[]): ReadDelivery {
  return { events: [], ignored };
}

/** Several changes of one push, together. */
export function together(parts: readonly ReadDelivery[]): ReadDelivery {
  return { events: parts.flatMap(({ events }) => events), ignored: parts.flatMap(({ ignored }) => ignored) };
}
