import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeGrant, ForgeGrants, GrantSource, Permissions } from "../ports/index.ts";
import { given } from "../values.ts";
import { scopesOfPath } from "./operations.ts";
import { readFirst } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { grantSchema } from "./schema.ts";

/** Five hundred: of more, people look at the forge's own page. */
const mostPages = 5;

/** What is granted on the repository itself, and the workspace's owners, who may everything. */
export function createPermissions(http: ForgeHttp): Permissions {
  async function read(
    address: string,
    {
      signal,
      query = {},
    }: { readonly signal: AbortSignal | undefined; readonly query?: Readonly<Record<string, string>> },
  ): Promise<ForgeGrants> {
    const request = { path: address, query, ...given("signal", signal) };
    const { items, isWhole } = await readFirst(http, request, { item: grantSchema, pages: mostPages });
    return { grants: items.flatMap(grantOf), isWhole };
  }

  const users: GrantSource = {
    name: "the repository's users",
    of: "repository",
    scopes: scopesOfPath("/repositories/{workspace}/{repo_slug}/permissions-config/users"),
    read: (repository, signal) => read(`${repositoryPath(repository)}/permissions-config/users`, { signal }),
  };
  const groups: GrantSource = {
    name: "the repository's groups",
    of: "repository",
    scopes: scopesOfPath("/repositories/{workspace}/{repo_slug}/permissions-config/groups"),
    read: (repository, signal) => read(`${repositoryPath(repository)}/permissions-config/groups`, { signal }),
  };
  const owners: GrantSource = {
    name: "the workspace's owners",
    of: "owner",
    scopes: scopesOfPath("/workspaces/{workspace}/permissions"),
    read: ({ owner }, signal) =>
      read(path`/workspaces/${owner}/permissions`, { signal, query: { q: 'permission="owner"' } }),
  };
  return { sources: [users, groups, owners] };
}

function grantOf({ permission, user, group }: z.output<typeof grantSchema>): readonly ForgeGrant[] {
  if (permission === "none") return [];
  const said = { level: levels.get(permission) ?? "unknown", word: permission } as const;
  if (group != null) return [{ kind: "group", name: group.name ?? group.slug ?? "", ...said }];
  const { display_name: shown, nickname } = user ?? {};
  const account = nickname === shown ? undefined : nickname;
  return [{ kind: "user", name: shown ?? nickname ?? "", ...given("account", account ?? undefined), ...said }];
}

const levels: ReadonlyMap<string, ForgeGrant["level"]> = new Map([
  ["read", "read"],
  ["write", "write"],
  ["admin", "admin"],
  ["owner", "admin"],
]);
