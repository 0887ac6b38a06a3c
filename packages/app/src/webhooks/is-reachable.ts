import { isIP } from "node:net";
import { isPublicAddress } from "@headrace/engine/net";

/** Whether a host of code can be thought to reach this server by its address: not one of this machine or its network. */
export function isReachable(publicUrl: string): boolean {
  const { hostname } = new URL(publicUrl);
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(address) !== 0) return isPublicAddress(address);
  return address.includes(".") && !/\.(?:localhost|local|internal|lan|test|home\.arpa)$/.test(address);
}
