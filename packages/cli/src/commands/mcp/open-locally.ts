import { type AgentServerOptions, askInProcess } from "@headrace/mcp";
import { HeadraceError } from "@headrace/pipeline";
import { holdDirectory, serverOf } from "@headrace/store";
import { version } from "../../version.ts";

export type Local =
  /** A server has the directory: it is to be asked. */
  | { readonly kind: "held"; readonly url: string }
  | ({ readonly kind: "open"; readonly askFor: AgentServerOptions["askFor"] } & AsyncDisposable);

/** Opens a data directory for the person at the keyboard, whose project it is of. Throws what `holdDirectory` throws. */
export async function openLocally(directory: string, project: string): Promise<Local> {
  const held = hold(directory);
  if (typeof held === "string") return { kind: "held", url: held };
  try {
    const { createApp, personAtKeyboard } = await import("@headrace/app");
    const app = await createApp({
      dataDirectory: directory,
      version,
      publicUrl: "http://localhost",
      // Whoever is at the keyboard could run it as well by `headrace run`.
      trustPipelines: true,
      allowPrivateAddresses: false,
      // As above; it is offered only where `--tools` names it.
      agentsRunInline: true,
    });
    const principal = await personAtKeyboard(app, project);
    return {
      kind: "open",
      askFor: (agent) => askInProcess(app, { principal, agent: agent ?? "", publicUrl: "http://localhost" }),
      async [Symbol.asyncDispose]() {
        await app[Symbol.asyncDispose]();
        held[Symbol.dispose]();
      },
    };
  } catch (error) {
    held[Symbol.dispose]();
    throw error;
  }
}

/** The directory as this process's own, or where its server is. */
function hold(directory: string): string | ReturnType<typeof holdDirectory> {
  try {
    return holdDirectory(directory);
  } catch (error) {
    const url =
      error instanceof HeadraceError && error.code === "data-directory-held" ? serverOf(directory) : undefined;
    if (url === undefined) throw error;
    return url;
  }
}
