import { writeFileSync } from "node:fs";
import { renderCommandReference } from "./reference/render-command-reference.ts";

/** Writes `docs/command-line.md` anew after a command has changed. */
writeFileSync(new URL("../docs/command-line.md", import.meta.url), await renderCommandReference());
