import type { Permission } from "../client/use-me.ts";
import { pagePaths } from "./page-paths.ts";

export interface Place {
  readonly name: string;
  readonly path: string;
  /** After `g`. */
  readonly letter?: string;
  /** Shown to those who may. */
  readonly needs: Permission;
}

export interface PlaceGroup {
  readonly name: string;
  readonly places: readonly Place[];
}

/** Where one can go from everywhere. */
export const navigation: readonly PlaceGroup[] = [
  {
    name: "Work",
    places: [
      { name: "Overview", path: pagePaths.overview, letter: "o", needs: "execution.read" },
      { name: "Executions", path: pagePaths.executions, letter: "e", needs: "execution.read" },
      { name: "Pipelines", path: pagePaths.pipelines, letter: "p", needs: "pipeline.read" },
      { name: "Approvals", path: pagePaths.approvals, letter: "a", needs: "execution.read" },
      { name: "Environments", path: pagePaths.environments, letter: "n", needs: "environment.read" },
      { name: "Analytics", path: pagePaths.analytics, letter: "y", needs: "execution.read" },
    ],
  },
  {
    name: "Set up",
    places: [
      { name: "Repositories", path: pagePaths.repositories, letter: "r", needs: "repository.read" },
      { name: "Connections", path: pagePaths.connections, letter: "c", needs: "connection.read" },
      { name: "Schedules", path: pagePaths.schedules, letter: "s", needs: "pipeline.read" },
      { name: "Templates", path: pagePaths.templates, letter: "t", needs: "template.read" },
      { name: "Secrets and variables", path: pagePaths.secrets, letter: "v", needs: "secret.list" },
      { name: "Webhooks", path: pagePaths.webhooks, letter: "w", needs: "webhook.read" },
      { name: "Channels", path: pagePaths.channels, letter: "l", needs: "channel.read" },
    ],
  },
  {
    name: "Administration",
    places: [
      { name: "Organization", path: pagePaths.organization, letter: "h", needs: "member.read" },
      { name: "People", path: pagePaths.members, letter: "m", needs: "member.read" },
      { name: "Tokens", path: pagePaths.tokens, letter: "k", needs: "token.own" },
      { name: "Audit", path: pagePaths.audit, letter: "u", needs: "audit.read" },
      { name: "System", path: pagePaths.system, letter: "i", needs: "system.read" },
    ],
  },
];
