import type { Route } from "./route.ts";

// Made from the operations by scripts/write-api-reference.ts; do not edit.
export const routes: Readonly<Record<string, Route>> = {
  "repositories.list": { method: "GET", path: "/repositories" },
  "repositories.create": { method: "POST", path: "/repositories" },
  "repositories.get": { method: "GET", path: "/repositories/{repository}" },
  "repositories.update": { method: "PATCH", path: "/repositories/{repository}" },
  "repositories.delete": { method: "DELETE", path: "/repositories/{repository}" },
};
