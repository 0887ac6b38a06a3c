import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { World } from "./world.ts";

/** The files of a bare repository as they lie, which is all that git needs to read one; to Ada's token alone. */
export async function serveGit(
  { repositories }: World,
  { url = "", headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const password = Buffer.from(headers.authorization?.replace("Basic ", "") ?? "", "base64").toString("utf8");
  if (!password.endsWith(":t0ken")) {
    response.writeHead(401, { "www-authenticate": 'Basic realm="Bitbucket"' }).end();
    return;
  }
  const { pathname } = new URL(url, "http://host");
  const [, project, slug, file = ""] = /^\/scm\/([^/]+)\/([^/]+)\.git\/([\w./-]+)$/.exec(pathname) ?? [];
  const found = repositories.find((one) => one.project.toLowerCase() === project && one.slug === slug);
  const bytes = found?.bare === undefined ? null : await readFile(join(found.bare, file)).catch(() => null);
  if (bytes === null) response.writeHead(404).end();
  else response.writeHead(200, { "content-type": "text/plain" }).end(bytes);
}
