import { checkOf, shapeOf } from "./read-text.ts";
import type { ReadingAnswer, ReadingRequest } from "./reading.ts";

// Reads texts beside the page, so that nothing waits while somebody types or drags. The shape comes first: it is what
// the canvas draws, and what is wrong may come a moment later.
let newest = 0;

self.addEventListener("message", ({ data }: MessageEvent<ReadingRequest>) => {
  const { id, text } = data;
  newest = id;
  answer({ id, kind: "shape", shape: shapeOf(text) });
  // Another text may be waiting already; then this one is not checked.
  setTimeout(() => {
    if (id === newest) answer({ id, kind: "check", check: checkOf(text) });
  });
});

function answer(message: ReadingAnswer): void {
  self.postMessage(message);
}
