import { writeFileSync } from "node:fs";
import { renderEventReference } from "../packages/execution/src/reference/render-event-reference.ts";

/** Writes `docs/events.md` anew after the events have changed. */
writeFileSync(new URL("../docs/events.md", import.meta.url), renderEventReference());
