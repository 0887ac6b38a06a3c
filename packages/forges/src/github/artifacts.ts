import { openContent } from "../artifacts/open-content.ts";
import { type ForgeHttp, path } from "../http/index.ts";
import type { Artifacts, ForgeArtifact } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { artifactsSchema } from "./schema.ts";

const pageLength = 100;
const mostArtifacts = 2_000;

/** Of Actions, whose content a storage of another origin gives as an archive. */
export function createArtifacts(http: ForgeHttp, largest?: number): Artifacts {
  return {
    async list(repository, run, signal) {
      const at = actionsPath(repository) + path`/runs/${run}/artifacts`;
      const found: ForgeArtifact[] = [];
      for (let page = 1; (page - 1) * pageLength < mostArtifacts; page++) {
        const query = { page, per_page: pageLength };
        const answer = await http.json({ path: at, query, ...given("signal", signal) }, artifactsSchema);
        const listed = answer.artifacts.slice(0, pageLength);
        for (const { id, name, size_in_bytes, created_at, expires_at, expired } of listed) {
          const times = { ...given("createdAt", timeOf(created_at)), ...given("expiresAt", timeOf(expires_at)) };
          found.push({ id: String(id), name, size: size_in_bytes, ...times, isExpired: expired, format: "zip" });
        }
        if (answer.artifacts.length === 0 || found.length >= answer.total_count) break;
      }
      return found;
    },
    open: (repository, id, signal) =>
      openContent(http, {
        path: actionsPath(repository) + path`/artifacts/${id}/zip`,
        ...given("largest", largest),
        ...given("signal", signal),
      }),
  };
}
