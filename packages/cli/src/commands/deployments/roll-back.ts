import { randomUUID } from "node:crypto";
import type { CommandContext } from "../../context.ts";
import { findEnvironment } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import type { RollbackFlags } from "../rollback.ts";
import { sayStarted } from "../trigger/say-started.ts";

export async function rollBack(context: CommandContext, named: string, flags: RollbackFlags): Promise<number> {
  await using server = openServer(anyServer(context, flags));
  const environment = await findEnvironment(server.client, named, flags.repository);
  const { deployment, reason, param } = flags;
  const started = await server.client.call(
    "environments.rollback",
    {
      environment: environment.id,
      ...(deployment === undefined ? {} : { deployment }),
      ...(reason === undefined ? {} : { reason }),
      parameters: param,
    },
    { idempotencyKey: randomUUID() },
  );
  return await sayStarted(context, { server, flags, started });
}
