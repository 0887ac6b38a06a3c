import type { StartRequest } from "../ports/index.ts";

/** What a run is started at, as Bitbucket names it. */
export function startTarget({ target, pipeline }: StartRequest) {
  const selector = pipeline === undefined ? {} : { selector: { type: "custom", pattern: pipeline } };
  const commit = target.commit === undefined ? {} : { commit: { type: "commit", hash: target.commit } };
  return target.kind === "commit"
    ? { type: "pipeline_commit_target", ...commit, ...selector }
    : { type: "pipeline_ref_target", ref_type: target.kind, ref_name: target.name, ...commit, ...selector };
}
