import type { App } from "@headrace/app";
import type { FastifyInstance } from "fastify";
import { openApiDocument } from "./open-api-document.ts";

/** The OpenAPI document of everything that is bound. */
export function bindOpenApi(server: FastifyInstance, app: App, version: string): void {
  // Made when first asked for: it takes longer than starting.
  let text: string | undefined;
  server.get("/api/openapi.json", async (_request, reply) => {
    text ??= JSON.stringify(openApiDocument({ publicUrl: app.options.publicUrl, version }));
    return await reply.header("content-type", "application/json; charset=utf-8").send(text);
  });
}
