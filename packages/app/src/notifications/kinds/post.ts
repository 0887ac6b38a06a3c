import { type AddressRules, refusePrivateAddress } from "@headrace/engine/net";
import { answeredLimit, createExchanges, readText, reasonOf } from "@headrace/forges";
import { HeadraceError } from "@headrace/pipeline";
import type { Sending } from "./channel-kind.ts";

export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly rules: AddressRules;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Milliseconds for an answer; Slack and Teams take a second or two on a bad day. */
const patience = 15_000;
const mostOfAnswer = 16_384;
/** Of what the receiver said, for people. */
const mostSaid = 200;
/** What passes by itself though its status is not of the server's faults: too early, too slow, too much. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** Sends JSON to an address that somebody chose. It is judged as all that the server reaches out to; redirects are not followed. */
export async function post({ url, body, headers = {}, rules, now, signal }: Post): Promise<Sending> {
  const place = new URL(url);
  const exchanges = createExchanges();
  const patient = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  try {
    if (place.protocol !== "https:" && rules.allowPrivateHosts !== true) return notEncrypted(place);
    const host = await refusePrivateAddress(place, rules);
    const length = String(Buffer.byteLength(body));
    const answer = await exchanges.perform({
      url: place,
      method: "POST",
      headers: { "content-type": "application/json", "content-length": length, "user-agent": "Headrace", ...headers },
      body,
      host,
      silence: patience,
      signal: patient,
    });
    const said = (await readText(answer, mostOfAnswer).catch(() => "")).trim().slice(0, mostSaid);
    const { statusCode: status = 0 } = answer;
    if (status >= 200 && status < 300) return { kind: "sent" };
    const retryAfter = answeredLimit({ status, headers: answer.headers }, now);
    return {
      kind: "failed",
      problem: `${place.host} answered ${status}${said === "" ? "" : `: ${JSON.stringify(said)}`}`,
      mend: mendOf(status),
      mayPass: status >= 500 || passing.has(status) || retryAfter !== undefined,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HeadraceError && error.code === "address-refused") {
      return { kind: "failed", problem: error.message, mend: error.mend ?? "", mayPass: false };
    }
    const cause = error instanceof HeadraceError ? error.cause : error;
    const why = patient.aborted ? `it took longer than ${patience / 1000} s` : reasonOf(cause);
    return {
      kind: "failed",
      problem: `${place.host} could not be reached: ${why}`,
      mend: "look at the channel's address and the network; it is tried again by itself",
      mayPass: true,
    };
  } finally {
    exchanges.close();
  }
}

function notEncrypted({ host }: URL): Sending {
  return {
    kind: "failed",
    problem: `the address on ${host} is not encrypted`,
    mend: "give one that begins with https://",
    mayPass: false,
  };
}

function mendOf(status: number): string {
  if (status === 429) return "it takes no more for now; it is tried again by itself";
  if (status >= 500) return "the receiver is at fault; it is tried again by itself";
  if (status >= 300 && status < 400) return "give the channel the address that it sends to";
  if (status === 404 || status === 410 || status === 403) {
    return "the address is believed no more: make a new one there, and give it to the channel";
  }
  return "look at what the receiver says, and at the channel's address";
}
