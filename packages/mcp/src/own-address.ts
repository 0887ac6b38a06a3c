import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { Problem } from "@headrace/app";

/**
 * Throws `forbidden` for a request that a page of another site made a browser send: one whose `Host` is a name that is not
 * ours, which its site may have turned to this address, or whose `Origin` is foreign.
 */
export function refuseForeign(headers: IncomingHttpHeaders, publicUrl: string): void {
  const own = new URL(publicUrl).hostname;
  const host = nameOf(`http://${headers.host ?? ""}`);
  if (host === undefined || !(host === own || isOfThisMachine(host) || isAddress(host))) {
    throw new Problem("forbidden", "this server is not known by the name with which it was asked", {
      mend: `ask for ${publicUrl}/mcp; HEADRACE_PUBLIC_URL says to the server by which name it is reached`,
    });
  }
  const { origin, "sec-fetch-site": site } = headers;
  const from = origin === undefined ? host : nameOf(origin);
  const foreign = from === undefined || !(from === host || from === own) || (site !== undefined && !ownSites.has(site));
  if (!foreign) return;
  throw new Problem("forbidden", "this address is for agents, not for the pages of other sites", {
    mend: "set up an agent's client as docs/mcp.md says",
  });
}

const ownSites: ReadonlySet<unknown> = new Set(["same-origin", "none"]);

function nameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function isOfThisMachine(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost");
}

/** No site can turn an address to another one, as it can its own name. */
function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[|\]$/g, "")) !== 0;
}
