import type { LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { ResolvedHost } from "./refuse-private-address.ts";

/** For the `lookup` of `http.request` and `net.connect`: gives the addresses that were judged, whatever is asked. */
export function pinnedLookup({ addresses }: ResolvedHost): LookupFunction {
  const known: LookupAddress[] = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, options, callback) => {
    const [first] = known;
    if (first === undefined) callback(new Error("a host without an address"), "");
    else if (options.all === true) callback(null, known);
    else callback(null, first.address, first.family);
  };
}
