import { Button, Input, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { useOperation } from "../../client/use-operation.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { useSettled } from "../../common/use-settled.ts";
import styles from "./forecast-bar.module.css";
import type { Kept } from "./kept.ts";
import type { Forecast } from "./use-facts.ts";

const events = ["manual", "push", "pull_request", "schedule"] as const;
type Event = (typeof events)[number];

const eventNames: Readonly<Record<Event, string>> = {
  manual: "Started by hand",
  push: "A push",
  pull_request: "A pull request",
  schedule: "A schedule",
};

/** What would run if: for a branch, an event, changed files. The answer is painted on the canvas. */
export function ForecastBar({
  pipeline,
  unsaved,
  isValid,
  kept,
  onForecast,
  onClose,
}: {
  readonly pipeline: string;
  /** The text as it is seen, where it is not saved yet. */
  readonly unsaved: string | undefined;
  /** Whether what is seen can be run at all. */
  readonly isValid: boolean;
  /** Asked anew when another text is saved. */
  readonly kept: Kept;
  readonly onForecast: (forecast: Forecast | undefined) => void;
  readonly onClose: () => void;
}) {
  const [event, setEvent] = useState<Event>("push");
  const [branch, setBranch] = useState("");
  const [files, setFiles] = useState("");
  const changedFiles = files.split(/[\s,]+/).filter(Boolean);
  const text = useSettled(unsaved, 400);
  const { data, error, refetch } = useOperation(
    "pipelines.plan",
    {
      pipeline,
      event,
      ...(branch === "" ? {} : { branch }),
      ...(changedFiles.length === 0 ? {} : { changedFiles }),
      ...(text === undefined ? {} : { text }),
    },
    { enabled: isValid },
  );
  const seen = useRef(kept);
  useEffect(() => {
    if (seen.current !== kept) void refetch();
    seen.current = kept;
  }, [kept, refetch]);
  useEffect(() => {
    // Until there is an answer, the one before stays.
    if (data === undefined) return;
    const forecast = new Map<string, { readonly runs: boolean; readonly words: string }>();
    for (const [stage, instances] of Map.groupBy(data.stages, ({ stage: id }) => id)) {
      const [first] = instances;
      if (first === undefined) continue;
      const runs = instances.some(({ kind }) => kind !== "skip");
      forecast.set(stage, { runs, words: runs && !data.trigger.matches ? "not started" : (first.reason ?? first.why) });
    }
    onForecast(forecast);
  }, [data, onForecast]);
  return (
    <section
      className={styles.bar}
      aria-label="What would run if"
      onKeyDown={({ key, target }) => {
        // A list that is open takes the key itself.
        const isList = target instanceof Element && target.getAttribute("aria-expanded") === "true";
        if (key === "Escape" && !isList) onClose();
      }}
    >
      <Select
        autoFocus
        size="small"
        aria-label="Event"
        value={event}
        options={events.map((each) => ({ value: each, label: eventNames[each] }))}
        onChange={setEvent}
        className={styles.event ?? ""}
      />
      <Late label="Branch" placeholder="Default branch" value={branch} onCommit={setBranch} />
      <Late label="Changed files" placeholder="Changed files: src/a.ts docs/b.md" value={files} onCommit={setFiles} />
      <p className={styles.answer} role="status">
        {isValid ? data?.trigger.reason : "Mend the errors to see what would run now."}
      </p>
      <Button size="small" onClick={onClose}>
        Done
      </Button>
      {error === null ? null : <ProblemNotice problem={error} />}
    </section>
  );
}

/** A field that asks once one has stopped typing. */
function Late({
  label,
  placeholder,
  value,
  onCommit,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => onCommit(text), 300);
    return () => window.clearTimeout(timer);
  }, [text, onCommit]);
  return (
    <Input
      size="small"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      className={styles.field}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
