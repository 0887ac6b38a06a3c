/** Whether an address is a base URL's own: of its origin, and its path or one below that. */
export function isBelow(base: URL, { origin, pathname }: URL): boolean {
  const root = base.pathname.replace(/\/+$/, "");
  return origin === base.origin && (pathname === root || pathname.startsWith(`${root}/`));
}
