import type { LiveEvent } from "@headrace/app";

/** Between two looks at whether somebody who watches still may. Milliseconds. */
const interval = 60_000;

/** Passes events on; who has lost the right to them is told so, by what `check` throws, before the next one. */
export async function* whileAllowed(
  events: AsyncIterable<LiveEvent>,
  check: () => Promise<unknown>,
): AsyncGenerator<LiveEvent> {
  let checkedAt = performance.now();
  for await (const event of events) {
    if (performance.now() - checkedAt > interval) {
      await check();
      checkedAt = performance.now();
    }
    yield event;
  }
}
