import { type App, largestDelivery, problemOf } from "@headrace/app";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendProblem } from "../rest/send-problem.ts";
import { deliveryHeaders } from "./delivery-headers.ts";
import { readBody } from "./read-body.ts";

interface HookRoute {
  Params: { readonly kind: string; readonly id: string };
}

export interface BindHooksOptions {
  /** Milliseconds in which a body must have come whole; 15,000 unless said: no sender waits longer for an answer. */
  readonly bodyDeadline?: number;
}

/**
 * Where code hosts tell what happened: `POST /hooks/{kind}/{id}`. Whoever has no webhook here is refused before a byte of
 * the body is read; what is believed is kept and answered, and worked on afterwards.
 */
export function bindHooks(server: FastifyInstance, app: App, { bodyDeadline = 15_000 }: BindHooksOptions = {}): void {
  const handle = async (request: FastifyRequest<HookRoute>, reply: FastifyReply): Promise<FastifyReply> => {
    const { kind, id } = request.params;
    const headers = deliveryHeaders(request.headers, request.raw.rawHeaders);
    try {
      await app.webhooks.expect({ kind, id }, headers);
      const body = await readBody(request.raw, { bytes: largestDelivery, milliseconds: bodyDeadline });
      const received = await app.webhooks.receive({ kind, id, headers, body });
      return await reply
        .status(received.repeated ? 200 : 202)
        .send({ delivery: received.id, state: received.state, repeated: received.repeated });
    } catch (error) {
      // What was not read of the body is not waited for.
      if (!request.raw.complete) reply.header("connection", "close");
      return await sendProblem(request, reply, problemOf(error));
    }
  };
  void server.register((hooks, _options, done) => {
    // The signature is over the bytes as they come; whoever reads them is the handler.
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser("*", async () => undefined);
    hooks.post<HookRoute>("/hooks/:kind/:id", { bodyLimit: largestDelivery }, handle);
    done();
  });
}
