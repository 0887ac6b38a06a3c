import { type Client, createClient } from "@headrace/app/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { useStored } from "../common/use-stored.ts";
import { type Connection, type ConnectionState, createConnection } from "./create-connection.ts";
import { createQueries } from "./create-queries.ts";

interface Server {
  readonly client: Client;
  readonly connection: Connection;
  /** Id of the organization that is looked at; the server's choice unless said. */
  readonly organization: string;
  readonly chooseOrganization: (id: string) => void;
}

const ServerContext = createContext<Server | undefined>(undefined);

/** The server that these pages come from, as the person who is signed in sees it. */
export function ServerProvider({ children }: { readonly children: ReactNode }) {
  const [organization, chooseOrganization] = useStored("organization", "");
  const server = useMemo<Server>(() => {
    const client = createClient({
      url: window.location.origin,
      ...(organization === "" ? {} : { organization }),
    });
    const connection = createConnection(async () => await isThere(client));
    return { client, connection, organization, chooseOrganization };
  }, [organization, chooseOrganization]);
  const queries = useMemo(() => createQueries(server.connection), [server.connection]);
  // What stands on the page may be old by now.
  useEffect(() => {
    return server.connection.subscribe(() => {
      if (server.connection.state() === "connected") void queries.invalidateQueries();
    });
  }, [server.connection, queries]);
  return (
    <ServerContext value={server}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ServerContext>
  );
}

export function useServer(): Server {
  const server = useContext(ServerContext);
  if (server === undefined) throw new Error("there is no ServerProvider around this");
  return server;
}

export function useConnectionState(): ConnectionState {
  const { connection } = useServer();
  return useSyncExternalStore(connection.subscribe, connection.state);
}

async function isThere(client: Client): Promise<boolean> {
  return await client.call("system.health", {}, { signal: AbortSignal.timeout(5_000) }).then(
    () => true,
    () => false,
  );
}
