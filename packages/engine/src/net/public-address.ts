import ipaddr from "ipaddr.js";

/** Addresses at which clouds answer questions about the machine, though they lie in public ranges. */
const metadataAddresses = new Set(["168.63.129.16"]);

/**
 * Whether an address belongs to the public internet: not private, loopback, link-local, carrier-grade NAT, multicast,
 * reserved or a cloud's metadata service. An IPv4 address inside an IPv6 one is judged by itself. What is no address is
 * not public.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.kind() === "ipv4") return isPublicIPv4(address.toString(), address.range());
  switch (address.range()) {
    case "unicast": {
      // The deprecated ::a.b.c.d, which some systems still deliver to a.b.c.d.
      const bytes = address.toByteArray();
      return bytes.slice(0, 12).some((byte) => byte !== 0);
    }
    // The last four bytes are the IPv4 address: of these two the second is the NAT of networks that have IPv6 alone.
    case "ipv4Mapped":
    case "rfc6052":
      return isPublicAddress(address.toByteArray().slice(12).join("."));
    default:
      return false;
  }
}

function isPublicIPv4(text: string, range: string): boolean {
  return range === "unicast" && !metadataAddresses.has(text);
}
