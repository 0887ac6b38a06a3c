import { words as bitbucketCloud } from "../bitbucket-cloud/words.ts";
import { words as bitbucketDataCenter } from "../bitbucket-data-center/words.ts";
import { words as github } from "../github/words.ts";
import type { ForgeKind } from "../ports/index.ts";
import type { StateWords } from "./state-words.ts";

/** Every state and conclusion of every forge, and what each is here. `docs/states.md` is written from it. */
export const stateTable: Readonly<Record<ForgeKind, StateWords>> = {
  "bitbucket-cloud": bitbucketCloud,
  "bitbucket-data-center": bitbucketDataCenter,
  github,
};
