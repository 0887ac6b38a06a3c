import { allOperations } from "../../packages/app/src/operations/all-operations.ts";

/** `packages/app/src/client/routes.ts`: what the client must know of each operation, so that it loads none of them. */
export function renderClientRoutes(): string {
  const rows = allOperations.map(({ name, http }) => {
    const parts = [
      `method: ${JSON.stringify(http.method)}`,
      `path: ${JSON.stringify(http.path)}`,
      ...(http.headers === undefined ? [] : [`headers: ${objectOf(http.headers)}`]),
      ...(http.body === "bytes" ? ["bytes: true"] : []),
    ];
    const line = `  ${JSON.stringify(name)}: { ${parts.join(", ")} },`;
    // As the formatter would break it.
    return line.length <= 120
      ? line
      : `  ${JSON.stringify(name)}: {\n${parts.map((part) => `    ${part},\n`).join("")}  },`;
  });
  return `import type { Route } from "./route.ts";

// Made from the operations by scripts/write-api-reference.ts; do not edit.
export const routes: Readonly<Record<string, Route>> = {
${rows.join("\n")}
};
`;
}

function objectOf(entries: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(entries)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(", ")} }`;
}
