import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import { operationOf } from "./operation-of.ts";

const approve = operationOf("approvals.approve");

/** Both ways of deciding, which are operations of their own, with a record of their own in the audit log. */
export const decideApproval: AgentTool = {
  name: "decide_approval",
  title: "Consent to what waits for an approval, or refuse it",
  toolset: "control",
  description:
    "Approve or reject what waits for a person; one rejection is enough. Only when your user has told you which: it counts as that person's decision. list_approvals has the ids.",
  input: z.strictObject({ ...approve.input.shape, decision: z.enum(["approve", "reject"]) }),
  ...(approve.output instanceof z.ZodObject ? { output: approve.output } : {}),
  example: { ...approve.example.input, decision: "approve" },
  effect: "write",
  call: async (ask, { decision, ...rest }, { signal }) =>
    await ask(decision === "approve" ? "approvals.approve" : "approvals.reject", rest, signal),
};
