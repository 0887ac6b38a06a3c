import { connect, createServer, type Socket } from "node:net";

export interface FragileProxy extends AsyncDisposable {
  readonly port: number;
  /** How many answers to a commit it has swallowed. */
  readonly swallowed: number;
}

/**
 * Stands between a client and PostgreSQL. Of every `every` commits it lets one through, waits until the server has
 * answered, and breaks the connection instead of handing the answer on.
 */
export async function startFragileProxy(target: number, every: number): Promise<FragileProxy> {
  const sockets = new Set<Socket>();
  let commits = 0;
  let swallowed = 0;
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    let swallow = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk) => {
      if (chunk.includes("COMMIT")) {
        commits += 1;
        swallow = commits % every === 0;
      }
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (!swallow) {
        client.write(chunk);
      } else if (chunk.includes("COMMIT\0")) {
        // The tag of a command that has been done.
        swallowed += 1;
        client.destroy();
      }
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    get swallowed() {
      return swallowed;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
