import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";
import { HeadraceError } from "@headrace/pipeline";
import { isPublicAddress } from "./public-address.ts";

/** All addresses of a name. Throws when there are none. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export interface AddressRules {
  /** Private, loopback, link-local and metadata addresses are allowed too; false unless said. */
  readonly allowPrivateHosts?: boolean;
  /** The system's resolver unless said. */
  readonly resolveName?: ResolveName;
}

/** What a host's name stood for when it was judged. Connect to these addresses only, or the judgement is worth nothing. */
export interface ResolvedHost {
  /** As in the URL, IPv6 without its brackets. */
  readonly name: string;
  /** At least one. */
  readonly addresses: readonly string[];
}

/**
 * Resolves the host of a URL and refuses it when one of its addresses is not public. The name may stand for another
 * address a moment later, so the caller connects to what is given back: see {@link pinnedLookup}.
 * Throws `address-refused`, `infrastructure` when the name cannot be resolved.
 */
export async function refusePrivateAddress(url: URL | string, rules: AddressRules = {}): Promise<ResolvedHost> {
  const { hostname } = new URL(url);
  const name = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  const addresses = await addressesOf(name, rules.resolveName ?? resolveWithSystem);
  if (rules.allowPrivateHosts === true || addresses.every(isPublicAddress)) return { name, addresses };
  // Which address it is would tell a stranger about the network inside.
  throw new HeadraceError("address-refused", `the host ${JSON.stringify(name)} has an address that is not public`, {
    mend: "use a public host, or let the server reach private ones with --allow-private-addresses",
  });
}

async function addressesOf(name: string, resolveName: ResolveName): Promise<readonly string[]> {
  if (isIP(name) !== 0) return [name];
  let cause: unknown;
  try {
    const addresses = name === "" ? [] : await resolveName(name);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    cause = error;
  }
  throw new HeadraceError("infrastructure", `the host ${JSON.stringify(name)} cannot be found`, {
    mend: "look for a typing error in the address, or try again when the name service answers",
    cause,
  });
}

async function resolveWithSystem(name: string): Promise<readonly string[]> {
  const found = await systemLookup(name, { all: true });
  return found.map(({ address }) => address);
}
