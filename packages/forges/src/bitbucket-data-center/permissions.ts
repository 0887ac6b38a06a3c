import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeGrant, ForgeGrants, GrantSource, Permissions, RepositoryName } from "../ports/index.ts";
import { given } from "../values.ts";
import { readFirst } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { grantSchema } from "./schema.ts";

/** Five hundred: of more, people look at the forge's own page. */
const mostPages = 5;

/** What is granted on the repository, and on the project it is in. */
export function createPermissions(http: ForgeHttp): Permissions {
  const source = (
    { of, who }: { readonly of: "repository" | "project"; readonly who: "users" | "groups" },
    addressOf: (repository: RepositoryName) => string,
  ): GrantSource => ({
    name: `the ${of}'s ${who}`,
    of,
    scopes: of === "project" ? ["Project admin"] : ["Repository admin"],
    async read(repository, signal): Promise<ForgeGrants> {
      const request = { path: `/api/latest${addressOf(repository)}/permissions/${who}`, ...given("signal", signal) };
      const { items, isWhole } = await readFirst(http, request, { item: grantSchema, pages: mostPages });
      return { grants: items.map(grantOf), isWhole };
    },
  });
  const ofProject = ({ owner }: RepositoryName): string => path`/projects/${owner}`;
  return {
    sources: [
      source({ of: "repository", who: "users" }, repositoryPath),
      source({ of: "repository", who: "groups" }, repositoryPath),
      source({ of: "project", who: "users" }, ofProject),
      source({ of: "project", who: "groups" }, ofProject),
    ],
  };
}

function grantOf({ permission, user, group }: z.output<typeof grantSchema>): ForgeGrant {
  const level = levels.get(permission.replace(/^(?:REPO|PROJECT)_/, "")) ?? "unknown";
  const said = { level, word: permission };
  if (group != null) return { kind: "group", name: group.name, ...said };
  const { name = "", displayName = name } = user ?? {};
  return { kind: "user", name: displayName, ...given("account", name === displayName ? undefined : name), ...said };
}

const levels: ReadonlyMap<string, ForgeGrant["level"]> = new Map([
  ["READ", "read"],
  ["WRITE", "write"],
  ["ADMIN", "admin"],
]);
