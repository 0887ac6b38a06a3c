import type { RemotePipeline } from "../../remote/find-named.ts";

/** Whether its triggers start it, in a word. */
export function pipelineStatus({ active, archived, settings }: RemotePipeline): string {
  if (archived) return "archived";
  if (!active) return "draft";
  return settings.paused ? "paused" : "active";
}

/** Where its definition is. */
export function definitionPlace({ source, path, version }: RemotePipeline): string {
  return source === "repository" ? `${path ?? "headrace.yml"} in the repository` : `stored, version ${version}`;
}
