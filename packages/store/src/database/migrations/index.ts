import { initial } from "./001-initial.ts";

/** In order; a database's `user_version` counts how many it has had. A released one is never changed again. */
export const migrations: readonly string[] = [initial];
