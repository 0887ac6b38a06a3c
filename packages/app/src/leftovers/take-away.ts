import { ForgeError } from "@headrace/forges";

/** Removes something on a host, and what is known of it here; on the host it may be gone. Throws `ForgeError`. */
export async function takeAway(
  remove: () => Promise<void>,
  forget: () => Promise<unknown>,
): Promise<"removed" | "gone"> {
  const result = await remove().then(
    () => "removed" as const,
    (error: unknown) => {
      if (error instanceof ForgeError && error.code === "forge-not-found") return "gone" as const;
      throw error;
    },
  );
  await forget();
  return result;
}
