import type { Heir } from "./vendor-types.ts";

/** Whoever the token stands for. */
export const ada = { type: "user", display_name: "Ada" } satisfies Heir<"account", "user">;
