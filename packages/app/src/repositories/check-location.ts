import { readdir } from "node:fs/promises";
import { isIP } from "node:net";
import { isAbsolute, normalize } from "node:path";
import { isPublicAddress } from "@headrace/engine/net";
import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";
import { systemCodeOf } from "../values/system-code.ts";

const schemes = ["https:", "http:", "ssh:"];

/**
 * A place to clone from: a URL without credentials, or a directory where the server trusts its pipelines; one that git
 * knows nothing of is taken as it lies there. What it leads to is looked at again each time it is fetched, and only
 * then the addresses that a name stands for. Throws `invalid-input`, `address-refused`.
 */
export async function checkLocation(app: Pick<App, "options">, location: string): Promise<string> {
  if (isAbsolute(location)) {
    if (app.options.trustPipelines) return await checkDirectory(normalize(location));
    throw refused(
      "a path on the server is not allowed here",
      "use a clone URL, or start the server with --trust-pipelines",
    );
  }
  // git's short form: user@host:path.
  const short = /^([\w.-]+)@([\w.-]+):([^/].*)$/.exec(location);
  const text = short === null ? location : `ssh://${short[1]}@${short[2]}/${short[3]}`;
  if (!URL.canParse(text))
    throw refused("this is neither a URL nor an absolute path", "give a URL such as https://host/team/app.git");
  const url = new URL(text);
  if (!schemes.includes(url.protocol))
    throw refused(`repositories are not fetched by ${url.protocol}//`, "use https or ssh");
  if (url.password !== "")
    throw refused("a location holds no password", "keep the credentials in a connection or a secret");
  if (app.options.allowPrivateAddresses !== true && isPrivate(url)) {
    throw new Problem("address-refused", `${url.hostname} is an address of a private network`, {
      mend: "use a public host, or let the server reach private ones with --allow-private-addresses",
      faults: [{ path: "location", message: "an address of a private network" }],
    });
  }
  return location;
}

/** As it is written; what a name stands for may change, and is asked when it is fetched. */
function isPrivate({ protocol, host, hostname }: URL): boolean {
  // The host of a scheme that URLs know nothing of stays as it was written, such as 0x7f000001.
  const read = protocol === "ssh:" && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : hostname;
  const name = read.replace(/^\[|\]$/g, "");
  return isIP(name) === 0 ? /(?:^|\.)localhost\.?$/i.test(name) : !isPublicAddress(name);
}

/** Said plainly: whose pipelines are trusted sees the server's files anyway. */
async function checkDirectory(path: string): Promise<string> {
  try {
    await readdir(path);
    return path;
  } catch (cause) {
    const code = systemCodeOf(cause);
    if (code === "ENOENT")
      throw refused(
        `there is no ${path} on the server's machine`,
        "give the path as the server has it, or a clone URL",
      );
    if (code === "ENOTDIR") throw refused(`${path} is not a directory`, "give the directory that holds the repository");
    if (code === "EACCES" || code === "EPERM")
      throw refused(`the server may not read ${path}`, "let its user read the directory, or give a clone URL");
    throw cause;
  }
}

function refused(message: string, mend: string): Problem {
  return new Problem("invalid-input", message, { mend, faults: [{ path: "location", message }] });
}
