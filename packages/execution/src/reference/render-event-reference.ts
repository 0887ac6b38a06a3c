import { eventVersion } from "../events.ts";
import { envelopeReference, eventReference, logReference } from "./event-reference.ts";
import type { FieldReference } from "./field-reference.ts";

/** The text of `docs/events.md`. */
export function renderEventReference(): string {
  return `${[...introduction(), ...events(), ...logs()].join("\n")}\n`;
}

function introduction(): readonly string[] {
  return [
    "# Events",
    "",
    "`headrace run --json` and `headrace executions events ID` print one JSON object a line, one for each event:",
    "",
    "```json",
    '{"seq":2,"at":"2026-01-05T09:00:00.120Z","type":"execution.started","executionId":"0198c5a0-7a3e-7c1d-9b2f-4d5e6f708192"}',
    "```",
    "",
    `This is version ${eventVersion} of the format, given in \`execution.created\`. Within a version events and fields are`,
    "added, never removed or given another meaning: a reader passes over what it does not know. Times are ISO 8601 in UTC",
    "with milliseconds. A field marked *optional* is absent where it has nothing to say.",
    "",
    "Every event bears:",
    "",
    ...table(envelopeReference),
    "",
  ];
}

function events(): readonly string[] {
  return Object.entries(eventReference).flatMap(([type, { text, fields }]) => {
    const rows = Object.keys(fields).length === 0 ? [] : [...table(fields), ""];
    return [`## ${type}`, "", text, "", ...rows];
  });
}

function logs(): readonly string[] {
  return [
    "## log",
    "",
    "A line of output. It is no event: lines are kept in the log of their attempt, and `run --json` prints them among the",
    "events as they come.",
    "",
    ...table(logReference),
  ];
}

function table(fields: Readonly<Record<string, FieldReference & { readonly optional?: true | undefined }>>) {
  const rows = Object.entries(fields).map(
    ([name, { type, text, optional }]) =>
      `| \`${name}\` | ${type}${optional === true ? ", *optional*" : ""} | ${text} |`,
  );
  return ["| field | type | |", "|---|---|---|", ...rows];
}
