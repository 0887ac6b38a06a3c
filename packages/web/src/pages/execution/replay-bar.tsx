import type { ExecutionEvent } from "@headrace/execution";
import { visibleText } from "../../common/visible-text.ts";
import styles from "./execution-visualizer.module.css";
import { sinceThen } from "./logs/log-times.ts";
import type { Replay } from "./use-replay.ts";

/** Goes back to any moment of the execution. */
export function ReplayBar({ replay, events }: { readonly replay: Replay; readonly events: readonly ExecutionEvent[] }) {
  const { at, show, playing, play } = replay;
  const [first] = events;
  const event = at === undefined ? undefined : events[at - 1];
  const words =
    at === undefined
      ? "now"
      : event === undefined
        ? "before it began"
        : `${sinceThen(event.at - (first?.at ?? event.at))} ${wordsOf(event)}`;
  return (
    <div className={styles.replay}>
      <button type="button" aria-label={playing ? "Pause" : "Replay"} onClick={() => play(!playing)}>
        {playing ? "Pause" : "Replay"}
      </button>
      <input
        type="range"
        aria-label="Moment of the execution"
        aria-valuetext={words}
        min={0}
        max={events.length}
        value={at ?? events.length}
        onChange={(change) => show(Number(change.target.value))}
      />
      <span className={styles.moment}>{words}</span>
      {at === undefined ? null : (
        <button type="button" onClick={() => show(undefined)}>
          Back to now
        </button>
      )}
    </div>
  );
}

function wordsOf(event: ExecutionEvent): string {
  const what = event.type.replace(".", " ");
  return "instance" in event ? `${what}: ${visibleText(event.instance)}` : what;
}
