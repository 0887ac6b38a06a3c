import { writeFileSync } from "node:fs";
import { renderScopeReference } from "./reference/render-scope-reference.ts";

/** Writes `docs/scopes.md` anew after what is asked of a host of code has changed. */
writeFileSync(new URL("../docs/scopes.md", import.meta.url), renderScopeReference());
