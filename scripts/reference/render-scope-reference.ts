import { capabilities as onCloud } from "../../packages/forges/src/bitbucket-cloud/capabilities.ts";
import { operations as onDataCenter } from "../../packages/forges/src/bitbucket-data-center/operations.ts";
import { operations as onGitHub } from "../../packages/forges/src/github/operations.ts";
import { abilities, type ForgeKind, forgeKinds } from "../../packages/forges/src/ports/index.ts";

interface Asked {
  readonly ability: string;
  readonly scopes: readonly string[];
}

/** What each host can be asked for, with what a token needs for it. */
export const askedOf: Readonly<Record<ForgeKind, readonly Asked[]>> = {
  // A rerun there is another start, which its operations do not tell.
  "bitbucket-cloud": onCloud("api-token").filter(({ support }) => support !== "absent"),
  "bitbucket-data-center": onDataCenter.map(({ ability, permissions }) => ({ ability, scopes: permissions })),
  github: onGitHub.map(({ ability, permissions }) => ({ ability, scopes: permissions })),
};

/** The text of `docs/scopes.md`. */
export function renderScopeReference(): string {
  const rows = [
    ["ability", "Bitbucket Cloud", "Bitbucket Data Center", "GitHub"],
    ["---", "---", "---", "---"],
    ...abilities.map((ability) => [`\`${ability}\``, ...forgeKinds.map((kind) => cellOf(kind, ability))]),
  ];
  return `${[...introduction, ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n")}\n`;
}

const introduction = [
  "# Scopes",
  "",
  "What a token needs for each ability of a [connection](connections.md): scopes of an API token on Bitbucket Cloud, the",
  "permission of an HTTP access token on Bitbucket Data Center, and those of a fine-grained token or an app on GitHub. A dash is",
  "what that host cannot be asked for; *none* needs no more than a token that is believed. Whether a token has them is seen",
  "when the connection is tried.",
  "",
];

function cellOf(kind: ForgeKind, ability: string): string {
  const asked = askedOf[kind].filter((one) => one.ability === ability);
  const scopes = new Set(asked.flatMap((one) => one.scopes));
  if (asked.length === 0) return "–";
  return scopes.size === 0 ? "none" : [...scopes].map((scope) => `\`${scope}\``).join(", ");
}
