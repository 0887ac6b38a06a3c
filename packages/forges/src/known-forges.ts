import type { ForgeCredentials } from "./access.ts";
import { capabilities as ofBitbucketCloud } from "./bitbucket-cloud/capabilities.ts";
import { capabilities as ofBitbucketDataCenter } from "./bitbucket-data-center/capabilities.ts";
import { capabilities as ofGitHub } from "./github/capabilities.ts";
import type { Capability, ForgeKind } from "./ports/index.ts";

export interface KnownForge {
  readonly kind: ForgeKind;
  /** For people: `Bitbucket Cloud`. */
  readonly title: string;
  /** Each way to sign in, with what can be done by it and what its token needs for that. The usual one stands first. */
  readonly ways: readonly {
    readonly credentials: ForgeCredentials["kind"];
    readonly capabilities: readonly Capability[];
  }[];
}

/** Every host of code, before anything is connected. */
export function knownForges(): readonly KnownForge[] {
  const cloudWays = ["api-token", "access-token", "oauth"] as const;
  return [
    {
      kind: "bitbucket-cloud",
      title: "Bitbucket Cloud",
      ways: cloudWays.map((credentials) => ({ credentials, capabilities: ofBitbucketCloud(credentials) })),
    },
    {
      kind: "github",
      title: "GitHub",
      ways: [
        { credentials: "access-token", capabilities: ofGitHub({ user: true, app: false }) },
        // A user's token beside it is not needed for the rest.
        { credentials: "app", capabilities: ofGitHub({ user: false, app: true }) },
      ],
    },
    {
      kind: "bitbucket-data-center",
      title: "Bitbucket Data Center",
      ways: [{ credentials: "access-token", capabilities: ofBitbucketDataCenter }],
    },
  ];
}
