import { type Access, allOperations, type Operation } from "../../packages/app/src/index.ts";

/** The text of `docs/api.md`. */
export function renderApiReference(): string {
  const families = Map.groupBy(allOperations, ({ name }) => name.split(".", 1)[0] ?? name);
  return `# The API

<!-- Made from the operations by scripts/write-api-reference.ts; do not edit. -->

Everything a server can do is one of these operations. Paths are below \`/api/v1\`. A server describes its inputs and
answers in full at \`/api/docs\`, and as OpenAPI 3.1 at \`/api/openapi.json\`.

- Send a token as \`Authorization: Bearer …\`, or the cookie of a session. Where you belong to several organizations, say
  which with \`Headrace-Organization: <id or slug>\`.
- Bodies and answers are JSON. Times are ISO 8601 in UTC with milliseconds, ids are UUIDs.
- What an operation does not take, or not in that place (path, query, body, header), is refused by its name.
- What goes wrong is a problem document (RFC 9457) with a stable \`code\`, what happened in \`detail\` and what to do in
  \`mend\`.
- Lists take \`limit\` and \`cursor\`, and give \`nextCursor\` while there is more.
- A request with an \`Idempotency-Key\` is done once, however often it is sent.
- What needs a permission is done by the [roles](roles.md) that have it.

${[...families].map(([family, operations]) => section(family, operations)).join("\n")}`;
}

function section(family: string, operations: readonly Operation[]): string {
  return `## ${family}

| operation | request | needs | effect | |
|---|---|---|---|---|
${operations.map(row).join("\n")}
`;
}

function row({ name, http, access, effect, summary }: Operation): string {
  const paths = [http.path, ...(http.aliases ?? [])].map((path) => `\`${http.method} ${path}\``).join("<br>");
  return `| \`${name}\` | ${paths} | ${needs(access)} | ${effect} | ${summary.replaceAll("|", "\\|")} |`;
}

function needs(access: Access): string {
  switch (access.kind) {
    case "public":
      return "nothing";
    case "signed-in":
      return "to be signed in";
    case "organization":
    case "target":
      return `\`${access.permission}\``;
  }
}
