import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@headrace/app/client";

/** Runs a definition, given as plain data, and waits for its end; the execution's id. */
export async function runToTheEnd(client: Client, repository: string, definition: object): Promise<string> {
  const execution = await begin(client, repository, definition);
  for (;;) {
    const { state } = await client.call("executions.get", { execution });
    if (state === "ended") return execution;
    await sleep(50);
  }
}

export async function begin(client: Client, repository: string, definition: object): Promise<string> {
  const { id } = await client.call("executions.run-inline", { repository, text: JSON.stringify(definition) });
  return id;
}
