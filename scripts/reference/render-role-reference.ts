import {
  allOperations,
  allowedTo,
  leastRoleFor,
  type Permission,
  permissions,
  roles,
  scopeAllows,
  tokenScopes,
} from "../../packages/app/src/index.ts";

/** The text of `docs/roles.md`. */
export function renderRoleReference(): string {
  return `# Roles

<!-- Made from the table in the code by scripts/write-api-reference.ts; do not edit. -->

A member of an organization has one role in it. For a repository or a pipeline the role can be narrowed, down to
\`none\`: \`PUT /role-limits\`. Nothing of an organization that somebody is no member of, or of a repository that
somebody is kept out of, can be told apart from what does not exist.

## What a role may do

| permission | ${roles.join(" | ")} | operations |
|---|${roles.map(() => "---|").join("")}---|
${permissions.map((permission) => roleRow(permission)).join("\n")}

Whoever is signed in may do what needs no permission:
${named(allOperations.filter(({ access }) => access.kind === "signed-in").map(({ name }) => name))}. Nobody need be
signed in for ${named(allOperations.filter(({ access }) => access.kind === "public").map(({ name }) => name))}.

## Protected branches

A repository's rule \`protectedBranches\` names branches by patterns, and \`protectedRunners\` who may run pipelines there
at all: by role (or a greater one), by team, or by name. Without \`protectedRunners\` the role alone decides, as
everywhere. The rule holds for whoever runs a pipeline, a definition that is not saved, an ended execution again or a
rollback. A schedule is held to it as whoever made or last changed it, a redelivery as whoever asked for it, and what
another pipeline starts as whoever ran that one. What the repository's own events start is allowed unless
\`automatic\` is false; where its definition is stored on the server, whoever saved it must be among those named.
A refusal names the branch and the rule, and is in the audit log.

## What a token may do

A token never may more than the person whose it is, and of that only what its scopes name.

| scope | for whom | permissions |
|---|---|---|
${tokenScopes.map((scope) => `| \`${scope}\` | ${leastRoleFor[scope]} | ${scope === "admin" ? "all that its person has" : named([...scopeAllows[scope]])} |`).join("\n")}

*For whom*: the least role that can make a token with this scope.
`;
}

function roleRow(permission: Permission): string {
  const marks = roles.map((role) => (allowedTo[role].has(permission) ? "yes" : "–"));
  const operations = allOperations
    .filter(({ access }) => "permission" in access && access.permission === permission)
    .map(({ name }) => name);
  return `| \`${permission}\` | ${marks.join(" | ")} | ${named(operations)} |`;
}

function named(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
