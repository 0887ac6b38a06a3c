import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { visible } from "../../output/visible.ts";
import type { ServerAddress } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import type { ResumeFlags } from "../resume.ts";

interface ResumeRequest {
  readonly server: ServerAddress;
  readonly reference: string | undefined;
  readonly flags: ResumeFlags;
}

/** Lets deployments go on that a stop of the server interrupted: the one thing that it does not take up by itself. */
export async function resumeOnServer(context: CommandContext, request: ResumeRequest): Promise<number> {
  const { reference, flags } = request;
  if (reference === undefined) {
    throw new HeadraceError("invalid-argument", "which execution on the server is not said", {
      mend: "name it, as in `headrace resume web-app#12 --resume-deployments`",
    });
  }
  if (flags.resumeDeployments !== true) {
    throw new HeadraceError(
      "invalid-argument",
      "a server takes up by itself what was interrupted, but for deployments",
      {
        mend: "look at what the deployment left behind, then let it run again with --resume-deployments",
      },
    );
  }
  await using server = openServer(request.server);
  const { id, pipeline, number } = await server.store.executions.get(reference);
  await server.client.call("executions.resume", { execution: id });
  context.stdout.write(
    visible(`The deployments of ${pipeline}#${number} go on. Watch them with: headrace watch ${id}\n`),
  );
  return exitCodes.success;
}
