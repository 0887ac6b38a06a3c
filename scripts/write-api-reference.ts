import { writeFileSync } from "node:fs";
import { renderClientRoutes } from "./reference/render-client-routes.ts";

const root = new URL("../", import.meta.url);

/** Writes the client's table, `docs/api.md` and `docs/roles.md` anew after operations or roles have changed. */
writeFileSync(new URL("packages/app/src/client/routes.ts", root), renderClientRoutes());
// Loaded after it: the pages are of the whole application, which may be broken while the table is old.
const { renderApiReference } = await import("./reference/render-api-reference.ts");
const { renderRoleReference } = await import("./reference/render-role-reference.ts");
writeFileSync(new URL("docs/api.md", root), renderApiReference());
writeFileSync(new URL("docs/roles.md", root), renderRoleReference());
