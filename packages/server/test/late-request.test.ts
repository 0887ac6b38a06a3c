import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refuseUnread } from "../src/rest/refuse-unread.ts";

// The server's own limit is a minute, so this is Node's server alone, with the answer that ours gives.
const server = createServer({ headersTimeout: 50, connectionsCheckingInterval: 20 }, (_, response) => response.end());
server.on("clientError", refuseUnread);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());

test.each([
  ["headers that never end", "GET /api/v1/repositories HTTP/1.1\r\nHost: x\r\n"],
  ["a request line that never ends", "GET /api/v1"],
])("%s are answered by a problem document, and the connection is closed", async (_what, begun) => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.write(begun);
  const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  expect(head).toMatch(/^content-type: application\/problem\+json/im);
  expect(JSON.parse(body)).toMatchObject({ status: 408, code: "request-timeout", mend: expect.any(String) });
});
