import { type ForgeHttp, path, tooLarge } from "../http/index.ts";
import type { Artifacts, ForgeArtifact } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { artifactsSchema } from "./schema.ts";

const pageLength = 100;
const mostArtifacts = 2_000;
/** Bytes. GitHub takes more; a server that passes them on has an end. */
const usualLargest = 4 * 2 ** 30;

/** Of Actions, whose content a storage of another origin gives as an archive. */
export function createArtifacts(http: ForgeHttp, largest = usualLargest): Artifacts {
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
    async open(repository, id, signal) {
      const { status, headers, body, discard } = await http.open({
        path: actionsPath(repository) + path`/artifacts/${id}/zip`,
        headers: { accept: "*/*" },
        expect: [404, 410],
        largest,
        ...given("signal", signal),
      });
      if (status === 404 || status === 410) {
        discard();
        return { kind: status === 410 ? "expired" : "absent" };
      }
      const length = headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
      if (length !== undefined && length > largest) {
        discard();
        throw tooLarge(largest);
      }
      return { kind: "bytes", ...given("length", length), body, discard };
    },
  };
}
