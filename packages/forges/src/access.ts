import type { BitbucketCloudCredentials } from "./bitbucket-cloud/index.ts";
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
      readonly credentials: AccessToken;
    };

export type AccessToken = Extract<BitbucketCloudCredentials, { kind: "access-token" }>;

/** Every way to sign in; which forge takes which is said by {@link accessOf}. */
export type ForgeCredentials = BitbucketCloudCredentials;

export interface AccessRequest {
  readonly kind: ForgeKind;
  readonly baseUrl?: string | undefined;
  readonly credentials: ForgeCredentials;
}

/** The access, or what is wrong with the request, and where. */
export type AccessAnswer =
  | { readonly ok: true; readonly access: ForgeAccess }
  | {
      readonly ok: false;
      readonly field: "baseUrl" | "credentials.kind" | "credentials.token";
      readonly message: string;
      readonly mend: string;
    };

export function accessOf({ kind, baseUrl, credentials }: AccessRequest): AccessAnswer {
  const base = baseUrl === undefined ? {} : { baseUrl };
  if (kind === "bitbucket-cloud") {
    if (credentials.kind !== "oauth" && credentials.token.startsWith(appPasswordPrefix)) {
      return {
        ok: false,
        field: "credentials.token",
        message: "this is an app password, which Bitbucket takes no more since July 2026",
        mend: "make an API token with scopes for the Atlassian account, or an access token of the workspace",
      };
    }
    return { ok: true, access: { kind, ...base, credentials } };
  }
  if (credentials.kind !== "access-token") {
    const title = kind === "github" ? "GitHub" : "Bitbucket Data Center";
    const message = `${title} takes no ${credentials.kind}`;
    return { ok: false, field: "credentials.kind", message, mend: "give an access-token" };
  }
  if (kind === "github") return { ok: true, access: { kind, ...base, credentials } };
  if (baseUrl !== undefined) return { ok: true, access: { kind, baseUrl, credentials } };
  return {
    ok: false,
    field: "baseUrl",
    message: "a Bitbucket Data Center has no address that is known to all",
    mend: "give its base URL, such as https://code.example.org",
  };
}

/** https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/ */
const appPasswordPrefix = "ATBB";
