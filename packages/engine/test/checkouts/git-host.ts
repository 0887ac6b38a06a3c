import { execFileSync, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A host that serves the bare repositories below a directory over HTTP, by git's own program. */
export interface GitHost {
  readonly origin: string;
  readonly port: number;
  /** Method and path of every request, and the `Authorization` it came with. */
  readonly requests: { readonly line: string; readonly authorization: string | undefined }[];
}

export interface GitHostOptions {
  /** Asked for with `Basic`; everybody may read unless said. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Answers in its place when it gives true. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export async function startGitHost(root: string, options: GitHostOptions = {}): Promise<GitHost> {
  const requests: { line: string; authorization: string | undefined }[] = [];
  const backend = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");
  const { credentials } = options;
  const expected =
    credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    requests.push({ line: `${request.method} ${request.url}`, authorization });
    if (options.answer?.(request, response) === true) return;
    if (expected !== undefined && authorization !== expected) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    serve({ backend, root }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { origin: `http://127.0.0.1:${port}`, port, requests };
}

/** As RFC 3875 says. */
function serve(
  { backend, root }: { readonly backend: string; readonly root: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? "/", "http://host");
  const child = spawn(backend, {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: String(request.headers["content-encoding"] ?? ""),
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => undefined);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf("\r\n\r\n");
    const headers = all.subarray(0, end).toString("latin1").split("\r\n");
    for (const header of headers) {
      const [name = "", value = ""] = header.split(": ");
      if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
      else if (name !== "") response.setHeader(name, value);
    }
    response.end(all.subarray(end + 4));
  });
}
