import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";

/** Throws `forbidden` where whoever runs this server has not let agents run whatever text they are given. */
export function refuseInlineByAgents({ options }: Pick<App, "options">): void {
  if (options.agentsRunInline) return;
  throw new Problem("forbidden", "agents may not run a definition that is not saved on this server", {
    mend: "save it as a pipeline and run that; whoever runs the server allows it by `headrace serve --agents-run-inline`",
  });
}
