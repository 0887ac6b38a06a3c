import type { Masker } from "@headrace/engine";
import type { Scope } from "../access/scope.ts";
import type { App } from "../app.ts";
import { ByteAnswer, EventAnswer, type LiveEvent } from "./answers.ts";

export interface Masking {
  /** Whose secrets. */
  readonly scope: Scope;
  /** See `Operation`. */
  readonly keys: readonly string[] | undefined;
}

/** An answer without the secrets that are set now; the same one where nothing is to be masked. Bytes are left as they are. */
export async function maskedAnswer(
  { secrets }: Pick<App, "secrets">,
  { scope, keys }: Masking,
  answer: unknown,
): Promise<unknown> {
  if (keys === undefined || answer instanceof ByteAnswer) return answer;
  const named = new Set(keys);
  const masked = async (value: unknown): Promise<unknown> => {
    const hidden = await secrets.hidden(scope);
    return hidden === null ? value : maskedBelow(value, named, hidden.masker);
  };
  if (answer instanceof EventAnswer) return new EventAnswer(maskedEvents(answer.events, masked));
  return await masked(answer);
}

async function* maskedEvents(
  events: AsyncIterable<LiveEvent>,
  masked: (value: unknown) => Promise<unknown>,
): AsyncGenerator<LiveEvent> {
  for await (const event of events) yield { ...event, data: await masked(event.data) };
}

function maskedBelow(value: unknown, keys: ReadonlySet<string>, masker: Masker): unknown {
  if (Array.isArray(value)) return value.map((each) => maskedBelow(each, keys, masker));
  if (typeof value !== "object" || value === null) return value;
  // A secret may have been cut where the text was.
  const mask = "truncated" in value ? masker.maskBeginning : masker.maskText;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      keys.has(key) ? maskedTexts(each, mask) : maskedBelow(each, keys, masker),
    ]),
  );
}

function maskedTexts(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === "string") return mask(value);
  if (Array.isArray(value)) return value.map((each) => maskedTexts(each, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, maskedTexts(each, mask)]));
}
