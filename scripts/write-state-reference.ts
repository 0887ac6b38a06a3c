import { writeFileSync } from "node:fs";
import { renderStateReference } from "./reference/render-state-reference.ts";

/** Writes `docs/states.md` anew after the words of a host of code have changed. */
writeFileSync(new URL("../docs/states.md", import.meta.url), renderStateReference());
