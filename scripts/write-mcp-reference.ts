import { writeFileSync } from "node:fs";
import { renderMcpReference } from "./reference/render-mcp-reference.ts";

/** Writes `docs/mcp.md` anew after the tools of agents have changed. */
writeFileSync(new URL("../docs/mcp.md", import.meta.url), renderMcpReference());
