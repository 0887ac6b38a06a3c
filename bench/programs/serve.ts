import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { createApp } from "../../packages/app/src/index.ts";
import { createServer } from "../../packages/server/src/index.ts";
import { copyExecution } from "./copy-execution.ts";

/**
 * A server that benchmarks use: node serve.ts DIRECTORY TOKEN [DATABASE]. Prints one line of JSON when it listens, and
 * one for each line that it is sent: `memory` gives its peak resident memory in bytes, `copy ID COUNT` makes so many more
 * executions like one that has ended. Ends with its standard input.
 */
const [directory = "", token = "", database] = process.argv.slice(2);
const app = await createApp({
  dataDirectory: directory,
  trustPipelines: true,
  warn: () => undefined,
  ...(database === undefined ? {} : { database }),
});
const sessions: string[] = [];
if (!(await app.people.hasUsers())) {
  const { userId } = await app.people.createUser({ email: "owner@example.org", name: "Owner" });
  const { organizationId } = await app.people.createOrganization({ name: "team", slug: "team", ownerId: userId });
  await app.tokens.create({ organizationId, userId, name: "bench", scopes: ["admin"], value: token });
  for (let index = 0; index < 50; index += 1) {
    const person = await app.people.createUser({ email: `person-${index}@example.org`, name: `Person ${index}` });
    await app.people.addMember({ organizationId, userId: person.userId, role: "developer" });
    const cookies = await app.people.beginSession(person.userId);
    sessions.push(cookies.map((cookie) => cookie.split(";", 1)[0]).join("; "));
  }
}
const server = await createServer({ app });
await server.listen({ host: "127.0.0.1", port: 0 });
const { port } = server.server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, sessions })}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const [command, id = "", count = ""] = line.split(" ");
  if (command === "copy") await copyExecution(app.store.database, id, Number(count));
  process.stdout.write(`${process.resourceUsage().maxRSS * 1024}\n`);
}
server.server.closeAllConnections();
await server.close();
await app[Symbol.asyncDispose]();
