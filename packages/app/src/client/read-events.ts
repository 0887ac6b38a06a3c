import type { LiveEvent } from "../operations/answers.ts";

/** Characters of one event; a server of ours sends none that comes near. */
const longestEvent = 16 * 1024 * 1024;

/**
 * The events of a `text/event-stream`, whose data is JSON.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<LiveEvent> {
  let rest = "";
  let event = emptyEvent();
  for await (const text of textsOf(body)) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    if (rest.length + event.length > longestEvent) throw new Error("an event of the stream is too long");
    for (const line of lines) {
      if (line !== "") {
        take(event, line);
        continue;
      }
      const complete = liveEventOf(event);
      event = emptyEvent();
      if (complete !== undefined) yield complete;
    }
  }
  // What has no blank line after it was cut off and is dropped, as the standard says.
}

/** By a reader: not every browser goes through a stream with `for await`. */
async function* textsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

interface PartialEvent {
  id: string | undefined;
  name: string;
  data: string[];
  length: number;
}

function emptyEvent(): PartialEvent {
  return { id: undefined, name: "message", data: [], length: 0 };
}

function take(event: PartialEvent, line: string): void {
  const [, field, value = ""] = /^([^:]*)(?:: ?([\s\S]*))?$/.exec(line) ?? [];
  event.length += line.length;
  if (field === "id") event.id = value;
  else if (field === "event") event.name = value;
  else if (field === "data") event.data.push(value);
}

function liveEventOf({ id, name, data }: PartialEvent): LiveEvent | undefined {
  if (data.length === 0) return undefined;
  return { ...(id === undefined ? {} : { id }), event: name, data: JSON.parse(data.join("\n")) };
}
