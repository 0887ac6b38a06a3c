import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyReply } from "fastify";

/** What the build wrote where the nonce of an answer goes. */
const noncePlace = "NONCE-OF-THIS-ANSWER";

const notBuilt = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Headrace</title></head><body>
<h1>The pages are not built</h1>
<p>Everything else works: see <a href="/api/docs">the API</a>. To build the pages, run <code>npm start</code> in the checkout.</p>
</body></html>
`;

/** The one document of the web face, whatever the page. */
export async function sendPage(reply: FastifyReply, directory: string): Promise<FastifyReply> {
  const text = await readFile(join(directory, "index.html"), "utf8").catch(() => undefined);
  if (text === undefined) reply.status(503);
  return await reply
    .header("content-type", "text/html; charset=utf-8")
    // It holds the nonce of this very answer.
    .header("cache-control", "no-store")
    .send((text ?? notBuilt).replaceAll(noncePlace, reply.cspNonce.style));
}
