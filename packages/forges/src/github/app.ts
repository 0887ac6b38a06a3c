import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { HeadraceError } from "@headrace/pipeline";
import { type Credentials, createRenewedGrant, type ForgeClock, type ForgeHttp, path } from "../http/index.ts";
import { given, timeOf } from "../values.ts";
import { appSchema, installationSchema, installationTokenSchema } from "./schema.ts";

/** A GitHub App, and the account that it acts for. */
export interface GitHubApp {
  /** Its id or its client id. */
  readonly appId: string;
  /** PEM of an RSA key, as GitHub gives it when one is generated. */
  readonly privateKey: string;
  /** That of the owner unless said. */
  readonly installationId?: string;
  /** The organization or user that has installed it. */
  readonly owner: string;
}

/** What an app does in its installation, and what it was granted there. */
export interface Installation {
  readonly credentials: Credentials;
  /** The app's own name in addresses: `headrace-acme`. */
  nameOf(signal: AbortSignal | undefined): Promise<string>;
  /** What says of a permission, such as `Checks: write`, whether it was granted. One that GitHub does not name is. */
  granted(signal: AbortSignal | undefined): Promise<(permission: string) => boolean>;
  /** The present token. */
  token(signal: AbortSignal | undefined): Promise<string>;
}

export interface InstallationOptions {
  readonly app: GitHubApp;
  readonly clock: ForgeClock;
  /** A client that signs with the credentials it is given: the app's own, which open nothing but the app. */
  readonly connect: (credentials: Credentials) => ForgeHttp;
}

/** GitHub's tokens last an hour; a clone that has begun with one wants to end with it. */
const margin = 5 * 60_000;

/** Tokens of an app's installation, renewed before they end. Throws `invalid-argument` for what is no private key. */
export function createInstallation({ app, clock, connect }: InstallationOptions): Installation {
  const { appId, owner } = app;
  const key = readPrivateKey(app.privateKey);
  const http = connect(appCredentials(appId, key, clock));

  async function idOf(): Promise<string> {
    if (app.installationId !== undefined) return app.installationId;
    // Of users and organizations alike. https://docs.github.com/rest/apps/apps
    const { id } = await http.json({ path: path`/users/${owner}/installation` }, installationSchema);
    return String(id);
  }

  const grant = createRenewedGrant({
    clock,
    margin,
    fetch: async () => {
      const at = path`/app/installations/${await idOf()}/access_tokens`;
      const answer = await http.json({ method: "POST", path: at }, installationTokenSchema);
      const until = timeOf(answer.expires_at) ?? clock.now() + 3_600_000;
      return { token: answer.token, until, permissions: new Map(Object.entries(answer.permissions ?? {})) };
    },
  });

  return {
    credentials: {
      authorization: async (signal) => `Bearer ${(await grant.get(signal)).token}`,
      renew: () => grant.drop(),
      secrets: () => grant.tokens(),
    },
    nameOf: async (signal) => (await http.json({ path: "/app", ...given("signal", signal) }, appSchema)).slug,
    async granted(signal) {
      const { permissions } = await grant.get(signal);
      return (permission) => {
        const [name = "", level] = permission.split(": ");
        const word = words.get(name);
        const has = word === undefined ? "write" : permissions.get(word);
        return has === "write" || has === "admin" || (has === "read" && level === "read");
      };
    },
    token: async (signal) => (await grant.get(signal)).token,
  };
}

/** How the answer calls the permissions of which its document tells. */
const words: ReadonlyMap<string, string> = new Map([
  ["Actions", "actions"],
  ["Administration", "administration"],
  ["Checks", "checks"],
  ["Contents", "contents"],
  ["Deployments", "deployments"],
  ["Environments", "environments"],
  ["Metadata", "metadata"],
  ["Pull requests", "pull_requests"],
  ["Secrets", "secrets"],
  ["Statuses", "statuses"],
  ["Webhooks", "repository_hooks"],
  ["Workflows", "workflows"],
]);

/** The key, or undefined for what is none that signs for an app. */
export function parsePrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? key : undefined;
  } catch {
    // What it says of the text could quote it.
    return undefined;
  }
}

function readPrivateKey(pem: string): KeyObject {
  const key = parsePrivateKey(pem);
  if (key !== undefined) return key;
  throw new HeadraceError("invalid-argument", "this is no private key of a GitHub App", { mend: privateKeyMend });
}

export const privateKeyMend =
  "give the whole file that GitHub gave when the key was generated, from -----BEGIN RSA PRIVATE KEY----- to its end";

/** https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
const jwt = {
  /** Seconds by which this machine's clock may be ahead of GitHub's. */
  skew: 60,
  /** Seconds; GitHub takes no more than 600. */
  lifetime: 540,
};

/** A JWT for each request: RS256, RFC 7519. */
function appCredentials(appId: string, key: KeyObject, clock: ForgeClock): Credentials {
  let last = "";
  return {
    async authorization() {
      const now = Math.floor(clock.now() / 1000);
      const claims = { iat: now - jwt.skew, exp: now + jwt.lifetime, iss: appId };
      const signed = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded(claims)}`;
      last = `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
      return `Bearer ${last}`;
    },
    renew: () => false,
    secrets: () => [last],
  };
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
