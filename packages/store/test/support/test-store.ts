import { onTestFinished } from "vitest";
import { type OpenStoreOptions, openStore, type Store } from "../../src/index.ts";

/** A store that closes with the test. */
export async function openTestStore(
  options: Partial<OpenStoreOptions> & { readonly directory: string },
): Promise<Store> {
  const store = await openStore({ clock: { now: () => Date.now() }, ...options });
  onTestFinished(() => store.close());
  return store;
}
