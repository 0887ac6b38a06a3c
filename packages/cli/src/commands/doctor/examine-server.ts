import { HeadraceError } from "@headrace/pipeline";
import { connect } from "../../remote/connect.ts";
import type { ServerAddress } from "../../remote/find-server.ts";
import { version } from "../../version.ts";
import type { Finding } from "./examine.ts";

/** Looks at a server as whoever asks sees it. */
export async function examineServer(server: ServerAddress): Promise<readonly Finding[]> {
  const client = connect(server);
  const reached = await attempt("server", async () => {
    const { version: theirs } = await client.call("system.version", {});
    const same = theirs === version;
    return {
      state: same ? "good" : "note",
      subject: "server",
      text: `${server.url} runs Headrace ${theirs}${same ? "" : `; this command is ${version}`}`,
    };
  });
  if (reached.state === "bad") return [reached];
  return [
    reached,
    await attempt("ready", async () => {
      const { checks } = await client.call("system.readiness", {});
      return { state: "good", subject: "ready", text: checks.map(({ name }) => name).join(", ") };
    }),
    await attempt("you", async () => {
      const { name, organizations } = await client.call("me.get", {});
      const places = organizations.map((each) => `${each.role} of ${each.name}`).join(", ");
      return { state: "good", subject: "you", text: `${name}${places === "" ? "" : `, ${places}`}` };
    }),
    ...(await machine()),
  ];

  async function machine(): Promise<readonly Finding[]> {
    try {
      const { platform, arch, release, tools } = await client.call("system.machine", {});
      return [
        { state: "good", subject: "machine", text: `${platform} ${arch}, ${release}` },
        ...Object.entries(tools).map(([subject, text]): Finding => ({ state: "good", subject, text })),
      ];
    } catch (error) {
      return [findingOf("machine", error, "note")];
    }
  }
}

async function attempt(subject: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return findingOf(subject, error, "bad");
  }
}

function findingOf(subject: string, error: unknown, state: Finding["state"]): Finding {
  if (!(error instanceof HeadraceError)) throw error;
  const { message, mend } = error;
  return { state, subject, text: message, ...(mend === undefined ? {} : { mend }) };
}
