import { isIPv6 } from "node:net";

/** What a limit by address counts: an IPv4 address, or the /64 that one customer is given of IPv6. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  // Written the one way that URLs have, `[2001:db8::1]`.
  const [plain = ""] = address.split("%");
  const text = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => "0");
  const groups = [...left, ...zeros, ...right];
  // ::ffff:a.b.c.d is an IPv4 address.
  const mapped = groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff";
  return mapped ? groups.join(":") : groups.slice(0, 4).join(":");
}
