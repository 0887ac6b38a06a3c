import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeWorkflow, Workflows } from "../ports/index.ts";
import { given } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { workflowSchema, workflowsSchema } from "./schema.ts";

const pageLength = 100;
const mostWorkflows = 1_000;

export function createWorkflows(http: ForgeHttp): Workflows {
  return {
    async list(repository, signal) {
      const at = `${actionsPath(repository)}/workflows`;
      const found: ForgeWorkflow[] = [];
      for (let page = 1; (page - 1) * pageLength < mostWorkflows; page++) {
        const query = { page, per_page: pageLength };
        const answer = await http.json({ path: at, query, ...given("signal", signal) }, workflowsSchema);
        found.push(...answer.workflows.slice(0, pageLength).map(workflowOf));
        if (answer.workflows.length === 0 || found.length >= answer.total_count) break;
      }
      return found;
    },
    async get(repository, workflow, signal) {
      const at = actionsPath(repository) + path`/workflows/${workflow}`;
      return workflowOf(await http.json({ path: at, ...given("signal", signal) }, workflowSchema));
    },
    async switch(repository, { workflow, isEnabled, signal }) {
      const at = actionsPath(repository) + path`/workflows/${workflow}` + (isEnabled ? "/enable" : "/disable");
      await http.send({ method: "PUT", path: at, ...given("signal", signal) });
    },
  };
}

function workflowOf({ id, name, path: file, state, html_url }: z.output<typeof workflowSchema>): ForgeWorkflow {
  return { id: String(id), name, path: file, isEnabled: state === "active", word: state, url: html_url };
}
