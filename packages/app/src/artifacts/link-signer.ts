import { createHmac, timingSafeEqual } from "node:crypto";
import { notFound, Problem } from "../problems/problem.ts";

/** Makes tokens that open one artifact for a while, for whoever holds them. */
export interface LinkSigner {
  sign(link: ArtifactLink): string;
  /** Throws `not-found` for what this server did not sign, `gone` for what has expired. */
  read(token: string): ArtifactLink;
}

export interface ArtifactLink {
  readonly artifactId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface LinkSignerOptions {
  /** Of the server; whoever has it can open every artifact. */
  readonly key: Uint8Array;
  now(): number;
}

export function createLinkSigner({ key, now }: LinkSignerOptions): LinkSigner {
  // The purpose is signed too: the key's other signatures, if there ever are any, open nothing.
  const signatureOf = (text: string): Buffer => createHmac("sha256", key).update(`artifact link\n${text}`).digest();
  return {
    sign({ artifactId, expiresAt }) {
      const text = `${artifactId}.${expiresAt.toString(36)}`;
      return `${text}.${signatureOf(text).toString("base64url")}`;
    },
    read(token) {
      const [, text = "", artifactId = "", expiry = "", signature = ""] =
        /^(([0-9a-f-]{36})\.([0-9a-z]{1,12}))\.([\w-]{43})$/.exec(token) ?? [];
      const given = Buffer.from(signature, "base64url");
      const right = signatureOf(text);
      if (given.length !== right.length || !timingSafeEqual(given, right)) throw notFound("link", "of this name");
      const expiresAt = Number.parseInt(expiry, 36);
      if (expiresAt <= now()) {
        throw new Problem("gone", "this link has expired", { mend: "ask whoever gave it to you for a new one" });
      }
      return { artifactId, expiresAt };
    },
  };
}
