import type { BitbucketCloudCredentials } from "./bitbucket-cloud/index.ts";
import { type GitHubApp, parsePrivateKey, privateKeyMend } from "./github/app.ts";
import type { ForgeKind } from "./ports/index.ts";

/** A forge and how to sign in to it. */
export type ForgeAccess =
  | {
      readonly kind: "bitbucket-cloud";
      /** Bitbucket's own unless said. */
      readonly baseUrl?: string;
      readonly credentials: BitbucketCloudCredentials;
    }
  | {
      readonly kind: "bitbucket-data-center";
      readonly baseUrl: string;
      readonly credentials: AccessToken;
    }
  | {
      readonly kind: "github";
      /** GitHub's own unless said; of an own GitHub `https://host/api/v3`. */
      readonly baseUrl?: string;
      /** Whose repositories. */
      readonly owner: string;
      readonly credentials: AccessToken | AppCredentials;
    };

export type AccessToken = Extract<BitbucketCloudCredentials, { kind: "access-token" }>;

/** A GitHub App, with the token of a user beside it or without. */
export interface AppCredentials extends Omit<GitHubApp, "owner"> {
  readonly kind: "app";
  readonly token?: string;
}

/** Every way to sign in; which forge takes which is said by {@link accessOf}. */
export type ForgeCredentials = BitbucketCloudCredentials | AppCredentials;

export interface AccessRequest {
  readonly kind: ForgeKind;
  /** The workspace, the organization or user, or the project's key. */
  readonly owner: string;
  readonly baseUrl?: string | undefined;
  readonly credentials: ForgeCredentials;
}

/** The access, or what is wrong with the request, and where. */
export type AccessAnswer =
  | { readonly ok: true; readonly access: ForgeAccess }
  | {
      readonly ok: false;
      readonly field: "baseUrl" | "credentials.kind" | "credentials.token" | "credentials.privateKey";
      readonly message: string;
      readonly mend: string;
    };

export function accessOf({ kind, owner, baseUrl, credentials }: AccessRequest): AccessAnswer {
  const base = baseUrl === undefined ? {} : { baseUrl };
  switch (kind) {
    case "bitbucket-cloud":
      if (credentials.kind === "app") return refused("Bitbucket Cloud", credentials);
      if (credentials.kind !== "oauth" && credentials.token.startsWith(appPasswordPrefix)) return appPassword;
      return { ok: true, access: { kind, ...base, credentials } };
    case "github":
      if (credentials.kind === "access-token") return { ok: true, access: { kind, ...base, owner, credentials } };
      if (credentials.kind !== "app") return refused("GitHub", credentials);
      if (parsePrivateKey(credentials.privateKey) === undefined) return noPrivateKey;
      return { ok: true, access: { kind, ...base, owner, credentials } };
    case "bitbucket-data-center":
      if (credentials.kind !== "access-token") return refused("Bitbucket Data Center", credentials);
      if (baseUrl === undefined) return noBaseUrl;
      return { ok: true, access: { kind, baseUrl, credentials } };
  }
}

type Refused = Extract<AccessAnswer, { ok: false }>;

function refused(title: string, { kind }: ForgeCredentials): Refused {
  return {
    ok: false,
    field: "credentials.kind",
    message: `${title} takes no ${kind}`,
    mend: "give an access-token",
  };
}

const appPassword: Refused = {
  ok: false,
  field: "credentials.token",
  message: "this is an app password, which Bitbucket takes no more since July 2026",
  mend: "make an API token with scopes for the Atlassian account, or an access token of the workspace",
};

const noPrivateKey: Refused = {
  ok: false,
  field: "credentials.privateKey",
  message: "this is no private key of a GitHub App: an RSA key of 2,048 bits or more, in PEM",
  mend: privateKeyMend,
};

const noBaseUrl: Refused = {
  ok: false,
  field: "baseUrl",
  message: "a Bitbucket Data Center has no address that is known to all",
  mend: "give its base URL, such as https://code.example.org",
};

/** https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/ */
const appPasswordPrefix = "ATBB";
