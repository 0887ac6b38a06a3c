import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "@headrace/app";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendAsset } from "./send-asset.ts";
import { sendPage } from "./send-page.ts";

/** Where `packages/web` is built to, in a checkout as in the packed package. */
export const builtWeb = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** Answers of the server that are no pages, whatever a browser says it would like. */
const notPages = ["/api", "/hooks", "/socket.io", "/assets"];

/** The web face: its pages at the addresses that its build names, and the files they use. Knows nothing of what they show. */
export async function bindWeb(server: FastifyInstance, directory: string): Promise<void> {
  server.get<{ Params: { name: string } }>("/assets/:name", async (request, reply) => {
    if (await sendAsset(request, reply, join(directory, "assets"))) return reply;
    throw new Problem("not-found", "there is no such file", {
      mend: "load the page again: it may be of an older version",
    });
  });
  for (const path of await pagePaths(directory)) {
    server.get(path, async (_request, reply) => await sendPage(reply, directory));
  }
}

/** For an address at which nothing is: a person is sent a page that says so. False for a program, which is sent nothing. */
export async function pageNotFound(request: FastifyRequest, reply: FastifyReply, directory: string): Promise<boolean> {
  const path = request.url.split("?", 1)[0] ?? "/";
  const wantsPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
  if (!wantsPage || notPages.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) return false;
  await sendPage(reply.status(404), directory);
  return true;
}

/** Patterns such as `/executions/:execution`; where nothing is built yet, the page that says so has the first address. */
async function pagePaths(directory: string): Promise<readonly string[]> {
  const text = await readFile(join(directory, "pages.json"), "utf8").catch(() => '["/"]');
  const paths: unknown = JSON.parse(text);
  return Array.isArray(paths) ? paths.filter((path) => typeof path === "string") : [];
}
