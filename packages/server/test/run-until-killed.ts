import type { AddressInfo } from "node:net";
import { createApp } from "@headrace/app";
import { createServer } from "../src/index.ts";

// A server in a process of its own, which a test kills: `run-until-killed.ts DIRECTORY TOKEN [DATABASE]`. Prints its URL.

const [, , directory = "", token = "", database] = process.argv;
const app = await createApp({
  dataDirectory: directory,
  trustPipelines: true,
  concurrentExecutions: 14,
  ...(database === undefined ? {} : { database }),
});
if (!(await app.people.hasUsers())) {
  const { userId } = await app.people.createUser({ email: "owner@example.org", name: "Owner" });
  const { organizationId } = await app.people.createOrganization({ name: "team", slug: "team", ownerId: userId });
  await app.tokens.create({ organizationId, userId, name: "test", scopes: ["admin"], value: token });
}
const server = await createServer({ app });
await server.listen({ host: "127.0.0.1", port: 0 });
const { port } = server.server.address() as AddressInfo;
process.stdout.write(`http://127.0.0.1:${port}\n`);
