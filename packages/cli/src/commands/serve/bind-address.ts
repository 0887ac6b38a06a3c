import type { Server } from "node:http";
import { type AddressInfo, createServer, isIPv6, type Socket } from "node:net";
import { HeadraceError } from "@headrace/pipeline";

/** A port that is taken before there is anything to answer with: what is made needs to know its own address. */
export interface BoundAddress {
  readonly port: number;
  /** Lets a server answer here; also whoever has come already. Closing that server is then enough. */
  handTo(server: Server): void;
  /** When there was nobody to hand it to. */
  close(): void;
}

/** Throws `address-in-use` or `invalid-argument`. */
export async function bindAddress({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<BoundAddress> {
  const early: Socket[] = [];
  const door = createServer((socket) => void early.push(socket));
  await new Promise<void>((resolve, reject) => {
    door.once("error", (cause) => reject(refusal(cause, host, port)));
    door.listen({ host, port }, resolve);
  });
  const taken = door.address() as AddressInfo;
  return {
    port: taken.port,
    handTo(server) {
      server.listen(door);
      for (const socket of early) server.emit("connection", socket);
    },
    close() {
      for (const socket of early) socket.destroy();
      door.close();
    },
  };
}

/** `http://localhost:4400`, as somebody on this machine reaches it. */
export function urlOf(host: string, port: number): string {
  const everywhere = ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"].includes(host);
  return `http://${everywhere ? "localhost" : isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function refusal(cause: Error, host: string, port: number): HeadraceError {
  const code = "code" in cause ? cause.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new HeadraceError("address-in-use", `another program listens at ${host}, port ${port}`, {
        cause,
        mend: "stop it, or choose another port with --port; 0 takes a free one",
      });
    case "EACCES":
      return new HeadraceError("address-in-use", `this user may not listen at ${host}, port ${port}`, {
        cause,
        mend: "choose a port above 1023 with --port, and put a proxy before it",
      });
    default:
      return new HeadraceError("invalid-argument", `cannot listen at ${host}, port ${port}: ${cause.message}`, {
        cause,
        mend: "give an address of this machine with --host",
      });
  }
}
