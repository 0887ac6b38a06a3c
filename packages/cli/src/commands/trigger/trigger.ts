import { randomUUID } from "node:crypto";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { pipelineId } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { refuseWithoutHost } from "../../remote/on-host.ts";
import { openServer } from "../../remote/open-server.ts";
import type { TriggerFlags } from "../trigger.ts";
import { sayStarted } from "./say-started.ts";

export async function trigger(
  context: CommandContext,
  named: string | undefined,
  flags: TriggerFlags,
): Promise<number> {
  refuseWithoutHost({ "--repository": flags.repository !== undefined, "--secured": flags.secured.length > 0 });
  if (named === undefined) {
    throw new HeadraceError("invalid-argument", "no pipeline is named", {
      mend: "name it, or with --on-host start what its host runs",
    });
  }
  await using server = openServer(anyServer(context, flags));
  const { branch, tag, commit, param, variable, stage, until } = flags;
  const pipeline = await pipelineId(server.client, named);
  const started = await server.client.call(
    "pipelines.execute",
    {
      pipeline,
      ...(branch === undefined ? {} : { branch }),
      ...(tag === undefined ? {} : { tag }),
      ...(commit === undefined ? {} : { commit }),
      ...(stage.length === 0 ? {} : { stages: [...stage] }),
      ...(until.length === 0 ? {} : { until: [...until] }),
      parameters: param,
      variables: variable,
    },
    { idempotencyKey: randomUUID() },
  );
  return await sayStarted(context, { server, flags, started });
}
