import type { AddressRules } from "@headrace/engine/net";
import type { ForgeAccess } from "./access.ts";
import { createBitbucketCloud } from "./bitbucket-cloud/index.ts";
import { createBitbucketDataCenter } from "./bitbucket-data-center/index.ts";
import { createGitHub } from "./github/index.ts";
import type { ForgeClock, KnownAnswers, RequestBudget } from "./http/index.ts";
import type { Forge } from "./ports/index.ts";
import { given } from "./values.ts";

export interface ForgeOptions extends AddressRules {
  readonly budget?: RequestBudget;
  /** Shared by many connections, to bound what all of them remember; its own unless said. */
  readonly known?: KnownAnswers;
  readonly clock?: ForgeClock;
  /** Milliseconds; 30,000 unless said. */
  readonly timeout?: number;
  /** Milliseconds that a request is held back for the rate limit rather than refused; 20,000 unless said. */
  readonly longestWait?: number;
}

/** Throws `invalid-argument` for a base URL or a token that cannot be one. Asks nothing yet. */
export function createForge(access: ForgeAccess, options: ForgeOptions = {}): Forge {
  switch (access.kind) {
    case "bitbucket-cloud": {
      const { kind: _, ...rest } = access;
      return createBitbucketCloud({ ...options, ...rest });
    }
    case "bitbucket-data-center":
      return createBitbucketDataCenter({ ...options, baseUrl: access.baseUrl, token: access.credentials.token });
    case "github": {
      const { baseUrl, owner, credentials } = access;
      const { token } = credentials;
      return createGitHub({
        ...options,
        ...given("baseUrl", baseUrl),
        ...given("token", token),
        ...(credentials.kind === "app" ? { app: { ...credentials, owner } } : {}),
      });
    }
  }
}
