import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useServer } from "../../../client/server-provider.tsx";
import { createLogSource, type LogAddress, type LogSnapshot, type LogSource } from "./log-source.ts";

/** The log of an attempt, followed while it is written. */
export function useLogSource({ execution, instance, attempt }: LogAddress): {
  readonly source: LogSource;
  readonly snapshot: LogSnapshot;
} {
  const { client, connection } = useServer();
  const source = useMemo(
    () => createLogSource({ client, connection, address: { execution, instance, attempt } }),
    [client, connection, execution, instance, attempt],
  );
  useEffect(() => source.open(), [source]);
  const snapshot = useSyncExternalStore(source.subscribe, source.snapshot);
  return { source, snapshot };
}
