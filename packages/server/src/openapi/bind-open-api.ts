import { readFile } from "node:fs/promises";
import type { App } from "@headrace/app";
import type { FastifyInstance } from "fastify";
import { openApiDocument } from "./open-api-document.ts";
import { referencePage } from "./reference-page.ts";

const assets = [
  { name: "reference.css", type: "text/css; charset=utf-8" },
  { name: "reference.js", type: "text/javascript; charset=utf-8" },
] as const;

/** What is bound, for programs as an OpenAPI document and for people as a page. */
export function bindOpenApi(server: FastifyInstance, app: App): void {
  const { publicUrl, version } = app.options;
  // Made when first asked for: it takes longer than starting.
  let document: string | undefined;
  server.get("/api/openapi.json", async (_request, reply) => {
    document ??= JSON.stringify(openApiDocument({ publicUrl, version }));
    return await reply.header("content-type", "application/json; charset=utf-8").send(document);
  });
  let page: string | undefined;
  server.get("/api/docs", async (_request, reply) => {
    page ??= referencePage(publicUrl);
    return await reply.header("content-type", "text/html; charset=utf-8").send(page);
  });
  for (const { name, type } of assets) {
    server.get(`/assets/${name}`, async (_request, reply) => {
      const text = await readFile(new URL(`assets/${name}`, import.meta.url), "utf8");
      return await reply.header("content-type", type).header("cache-control", "max-age=300").send(text);
    });
  }
}
