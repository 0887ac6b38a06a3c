import type { ForgeRequest } from "./forge-http.ts";

/** As the hosts call what may be one: a variable's or a secret's value, a key of SSH, what signs a webhook's deliveries. */
const names = /^(?:value|encrypted_value|private_?key|secret|token|password|client_secret)$/i;

/** Texts so short stand in messages for something else; struck out they would only tell what they are. */
const shortest = 4;

/**
 * What a request brings that may be a secret, as the host could quote it: a refusal that quotes it is shown to people and
 * kept. Each line of a text by itself too, and all as they stand in JSON. The longest first.
 */
export function sentSecrets({ body, form }: Pick<ForgeRequest, "body" | "form">): readonly string[] {
  const found = new Set<string>();
  for (const text of [...textsIn(body), ...textsIn(form)]) {
    for (const each of [text, ...text.split(/\r?\n/)]) {
      const quoted = JSON.stringify(each).slice(1, -1);
      for (const form of [each, quoted]) if (form.trim().length >= shortest) found.add(form);
    }
  }
  return [...found].toSorted((one, other) => other.length - one.length);
}

function textsIn(given: unknown): readonly string[] {
  if (typeof given !== "object" || given === null) return [];
  return Object.entries(given).flatMap(([name, value]: readonly [string, unknown]) =>
    typeof value === "string" ? (names.test(name) ? [value] : []) : textsIn(value),
  );
}
