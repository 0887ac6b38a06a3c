interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/** All items of a list that a server gives page by page, or the first `most` of them. */
export async function everyItem<Item>(
  read: (from: { readonly limit: number; readonly cursor?: string }) => Promise<Page<Item>>,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined && items.length < most) {
    const limit = Math.min(pageSize, most - items.length);
    const page: Page<Item> = await read({ limit, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

const pageSize = 200;
