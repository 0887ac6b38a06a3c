import type { Client } from "./start-server.ts";

export interface StreamEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: ReturnType<typeof JSON.parse>;
}

/** Reads a stream of events until it ends, or until `enough` says so; then hangs up. */
export async function followStream(
  client: Client,
  path: string,
  options: {
    readonly headers?: Record<string, string>;
    readonly enough?: (events: readonly StreamEvent[]) => boolean;
  } = {},
): Promise<readonly StreamEvent[]> {
  const hangUp = new AbortController();
  const response = await client.fetch(`/api/v1${path}`, {
    headers: { accept: "text/event-stream", ...options.headers },
    signal: hangUp.signal,
  });
  if (response.status !== 200 || response.body === null) throw new Error(`${response.status} ${await response.text()}`);
  const events: StreamEvent[] = [];
  let text = "";
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = (text + chunk).split("\n\n");
      text = parts.pop() ?? "";
      events.push(...parts.flatMap(parsed));
      if (options.enough?.(events) === true) break;
    }
  } finally {
    hangUp.abort();
  }
  return events;
}

function parsed(part: string): readonly StreamEvent[] {
  const fields = Object.fromEntries(part.split("\n").map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? ["", ""]));
  const { id, event, data } = fields;
  if (event === undefined || data === undefined) return [];
  return [{ ...(id === undefined ? {} : { id }), event, data: JSON.parse(data) }];
}

/** The texts of all lines, in the order in which they came. */
export function textsOf(events: readonly StreamEvent[]): readonly string[] {
  return linesOf(events).map(({ text }) => text);
}

export function linesOf(events: readonly StreamEvent[]): readonly { readonly line: number; readonly text: string }[] {
  return events.flatMap(({ event, data }) => (event === "lines" ? data.lines : []));
}
