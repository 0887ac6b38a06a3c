import type { TreeSource } from "../ports/index.ts";
import type { HeldTree } from "./kept-trees.ts";
import type { Mirror, TreeRequest } from "./mirror.ts";

/** The trees of one commit, for an execution. Disposed of when the execution has ended. */
export interface CommitTreeSource extends TreeSource, AsyncDisposable {}

/** The commit must have been fetched, see {@link Mirror.update}. */
export function createTreeSource(
  mirror: Mirror,
  request: Pick<TreeRequest, "commit" | "depth" | "submodules" | "gitDirectory">,
): CommitTreeSource {
  let held: Promise<HeldTree> | undefined;
  return {
    fill: (into, signal) => mirror.tree({ ...request, into, signal }),
    async readable() {
      held ??= mirror.hold(request.commit);
      try {
        return (await held).path;
      } catch (error) {
        // A fault may pass: the next who asks tries again.
        held = undefined;
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      const tree = await held?.catch(() => undefined);
      await tree?.[Symbol.asyncDispose]();
    },
  };
}
