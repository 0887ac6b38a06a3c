import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { version } from "../../version.ts";
import type { ServeFlags } from "../serve.ts";
import { type Announcer, createAnnouncer } from "./announce.ts";
import { bindAddress, urlOf } from "./bind-address.ts";
import type { DemoOptions } from "./demo/set-up-demo.ts";
import { serverSettings } from "./server-settings.ts";
import { catchStopSignals } from "./stop-signals.ts";

/** `headrace serve`: until it is told to stop. Gives the exit code. */
export async function serveCommand(context: CommandContext, flags: ServeFlags): Promise<number> {
  const settings = serverSettings(context, flags);
  // Everybody on a machine can see command lines, stages too; a database's URL holds its password.
  if (flags.database !== undefined) process.title = "headrace serve";
  const { holdDirectory } = await import("@headrace/store");
  using hold = holdDirectory(settings.dataDirectory);
  const bound = await bindAddress(flags);
  const url = urlOf(flags.host, bound.port);
  const running = await open().catch((error: unknown) => {
    bound.close();
    throw error;
  });
  const { app, server, link } = running;
  try {
    bound.handTo(server.server);
    hold.listensAt(url);
    // Before it is said that the server listens: who has heard that may already want it to stop.
    using signals = catchStopSignals();
    const announcer = createAnnouncer(context, flags);
    announcer.listening({ url, port: bound.port, app, link });
    if (flags.open === true && link !== undefined) {
      const { openInBrowser } = await import("./open-in-browser.ts");
      openInBrowser(link.url, context.environment);
    }
    const demonstrating = new AbortController();
    const demo = flags.demo === true ? demonstrate({ app, url, signal: demonstrating.signal }, announcer) : undefined;
    announcer.stopping(await signals.first);
    demonstrating.abort();
    await demo;
    server.server.closeAllConnections();
    await server.close();
    await app[Symbol.asyncDispose]();
    return exitCodes.success;
  } catch (error) {
    await app[Symbol.asyncDispose]();
    throw error;
  }

  async function open() {
    const [{ createApp }, { createServer }] = await Promise.all([import("@headrace/app"), import("@headrace/server")]);
    const demo = flags.demo === true;
    const { masterKey, previousMasterKey } = settings;
    const { runAs: user, runAsRange: range, concurrentExecutions, stagesPerExecution, concurrentStages } = flags;
    const app = await createApp({
      dataDirectory: settings.dataDirectory,
      version,
      publicUrl: settings.publicUrl ?? url,
      trustPipelines: flags.trustPipelines === true || demo,
      allowPrivateAddresses: flags.allowPrivateAddresses === true,
      agentsRunInline: flags.agentsRunInline === true,
      drain: flags.drain,
      ...(concurrentExecutions === undefined ? {} : { concurrentExecutions }),
      ...(stagesPerExecution === undefined ? {} : { stagesPerExecution }),
      ...(concurrentStages === undefined ? {} : { concurrentStages }),
      ...(user === undefined && range === undefined
        ? {}
        : { runAs: { ...(user === undefined ? {} : { user }), ...(range === undefined ? {} : { range }) } }),
      ...(masterKey === undefined ? {} : { masterKey }),
      ...(previousMasterKey === undefined ? {} : { previousMasterKey }),
      ...(settings.mail === undefined ? {} : { mail: settings.mail }),
      ...(settings.database === undefined ? {} : { database: settings.database }),
    });
    try {
      if (flags.rotateMasterKey === true) await app.secrets.rotateMasterKey();
      const { firstLink } = await import("./first-link.ts");
      const link = await firstLink(app, { ...settings, demo });
      const server = await createServer({
        app,
        // An answer that says that something broke inside names its request: here whoever runs the server finds why.
        logLevel: "error",
        ...(flags.trustProxy === undefined ? {} : { trustProxy: flags.trustProxy }),
      });
      await server.ready();
      return { app, server, link };
    } catch (error) {
      await app[Symbol.asyncDispose]();
      throw error;
    }
  }
}

async function demonstrate(options: DemoOptions, announcer: Announcer): Promise<void> {
  try {
    const { setUpDemo } = await import("./demo/set-up-demo.ts");
    announcer.demo(await setUpDemo(options));
  } catch (error) {
    if (!options.signal.aborted) announcer.demoFailed(error);
  }
}
