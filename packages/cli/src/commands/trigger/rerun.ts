import { randomUUID } from "node:crypto";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { anyServer } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import type { RerunFlags } from "../rerun.ts";
import { sayStarted } from "./say-started.ts";

export async function rerun(context: CommandContext, reference: string, flags: RerunFlags): Promise<number> {
  const { failed, from, param } = flags;
  if (failed === true && from !== undefined) {
    throw new HeadraceError("invalid-argument", "--failed and --from cannot be combined", {
      mend: "choose one of them",
    });
  }
  await using server = openServer(anyServer(context, flags));
  const { id } = await server.store.executions.get(reference);
  const started = await server.client.call(
    "executions.rerun",
    {
      execution: id,
      part: failed === true ? "failed" : from === undefined ? "all" : "from",
      ...(from === undefined ? {} : { stage: from }),
      parameters: param,
    },
    { idempotencyKey: randomUUID() },
  );
  return await sayStarted(context, { server, flags, started });
}
