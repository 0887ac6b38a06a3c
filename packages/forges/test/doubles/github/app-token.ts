import { verify } from "node:crypto";
import { z } from "zod";
import type { App, AppInstallation, World } from "./world.ts";

const headerSchema = z.object({ alg: z.literal("RS256") });
const claimsSchema = z.object({ iat: z.number().int(), exp: z.number().int(), iss: z.coerce.string() });

/**
 * The app whose JWT it is, or what GitHub says of one that it does not believe.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function verifyJwt(token: string, { apps, now }: World): App | string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const undecoded = "A JSON web token could not be decoded";
  const read = claimsSchema.safeParse(jsonOf(claims)).data;
  if (read === undefined || !headerSchema.safeParse(jsonOf(header)).success) return undecoded;
  const app = apps.get(read.iss);
  if (app === undefined) return "Integration not found";
  const signed = Buffer.from(`${header}.${claims}`);
  if (!verify("sha256", signed, app.publicKey, Buffer.from(signature, "base64url"))) return undecoded;
  const seconds = now / 1000;
  if (read.iat > seconds)
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  if (read.exp > seconds + 600) return "'Expiration time' claim ('exp') is too far in the future";
  if (read.exp <= seconds)
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  return app;
}

/** The names that the permissions of tokens have here, for what an installation was granted. */
export function permissionsOf({ permissions }: AppInstallation): readonly string[] {
  return Object.entries(permissions).flatMap(([name, level]) => {
    const word =
      name === "repository_hooks" ? "Webhooks" : (name[0] ?? "").toUpperCase() + name.slice(1).replaceAll("_", " ");
    return level === "write" ? [`${word}: write`, `${word}: read`] : [`${word}: read`];
  });
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
