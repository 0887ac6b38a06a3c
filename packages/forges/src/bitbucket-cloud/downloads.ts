import { openContent } from "../artifacts/open-content.ts";
import { type ForgeHttp, path } from "../http/index.ts";
import type { Downloads, RepositoryName } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { downloadSchema } from "./schema.ts";

/** Of a repository, whose content a storage of another origin gives. */
export function createDownloads(http: ForgeHttp, largest?: number): Downloads {
  return {
    async list(repository, signal) {
      const request = { path: downloadsPath(repository), ...given("signal", signal) };
      const found = await readAll(http, request, downloadSchema);
      return found.map(({ name, size, created_on, downloads }) => ({
        name,
        ...given("size", size),
        ...given("createdAt", timeOf(created_on)),
        ...given("downloads", downloads),
      }));
    },
    open: (repository, name, signal) =>
      openContent(http, {
        path: downloadsPath(repository) + path`/${name}`,
        ...given("largest", largest),
        ...given("signal", signal),
      }),
    upload: (repository, file, signal) =>
      http.send({
        method: "POST",
        path: downloadsPath(repository),
        file: { field: "files", ...file },
        ...given("signal", signal),
      }),
    remove: (repository, name, signal) =>
      http.send({
        method: "DELETE",
        path: downloadsPath(repository) + path`/${name}`,
        ...given("signal", signal),
      }),
  };
}

function downloadsPath(repository: RepositoryName): string {
  return `${repositoryPath(repository)}/downloads`;
}
