/**
 * A name of ours for what its owner named as he liked, such as a directory: without what our names do not take, and not one
 * of those that are taken. `otherwise` where nothing is left of it.
 */
export function freeName(text: string, taken: ReadonlySet<string>, otherwise: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9._ -]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|[ -]+$/g, "")
    .slice(0, 80);
  const wanted = plain === "" ? otherwise : plain;
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if (!taken.has(name)) return name;
  }
}
