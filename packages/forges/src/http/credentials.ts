import { HeadraceError } from "@headrace/pipeline";

/** How requests are signed. What it holds never leaves it but in the header, and to be struck out of texts. */
export interface Credentials {
  /** The value of the header `Authorization`. May fetch a token first. */
  authorization(signal: AbortSignal | undefined): Promise<string>;
  /** After a 401: whether asking again may help, because a token could be renewed. */
  renew(): boolean;
  /** Every secret text in its present form, as it could stand in an answer or a message. */
  secrets(): readonly string[];
}

/** An account's name and a token. RFC 7617 */
export function basicCredentials(user: string, password: string): Credentials {
  const encoded = Buffer.from(`${user}:${password}`).toString("base64");
  return fixedCredentials(`Basic ${encoded}`, [password, encoded]);
}

/** A token alone. RFC 6750. Throws `invalid-argument` for what cannot be one. */
export function bearerCredentials(token: string): Credentials {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new HeadraceError("invalid-argument", "the token is empty, or holds a blank or another sign that none has", {
      mend: "copy the token again, without what stands around it",
    });
  }
  return fixedCredentials(`Bearer ${token}`, [token]);
}

function fixedCredentials(header: string, secrets: readonly string[]): Credentials {
  return { authorization: async () => header, renew: () => false, secrets: () => secrets };
}

/** Strikes secrets out of a text that came from outside. */
export function strikeOut(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "***")), text);
}
