import { ForgeError } from "./forge-error.ts";

/** What the host does not have is undefined. */
export async function unlessAbsent<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ForgeError && error.code === "forge-not-found") return undefined;
    throw error;
  }
}
