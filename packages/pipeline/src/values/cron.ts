import { Cron, CronPattern } from "croner";

const cronFields = 5;

/**
 * Why a text is no cron schedule of five fields (minute, hour, day of month, month, day of week),
 * or null when it is one. A schedule that never comes, such as 30 February, is a problem too.
 */
export function cronProblem(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "") return "a cron schedule is empty";
  if (trimmed.startsWith("@")) return nicknameProblem(trimmed);
  const fields = trimmed.split(/\s+/).length;
  if (fields !== cronFields) return `a cron schedule has five fields, this one has ${fields}`;
  try {
    new CronPattern(trimmed, undefined, { mode: "5-part" });
  } catch (error) {
    return error instanceof Error ? withoutPrefix(error.message) : "not a cron schedule";
  }
  return neverComes(trimmed) ? "no day of the calendar matches this schedule" : null;
}

/** Why a text is no IANA time zone, or null when it is one. */
export function timezoneProblem(text: string): string | null {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return null;
  } catch {
    return `${JSON.stringify(text)} is not an IANA time zone`;
  }
}

function nicknameProblem(text: string): string | null {
  const nicknames = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@hourly"];
  return nicknames.includes(text.toLowerCase())
    ? null
    : `${JSON.stringify(text)} is not one of ${nicknames.join(", ")}`;
}

function neverComes(text: string): boolean {
  // A fixed start keeps the answer the same on every day; croner looks ahead far enough for leap years.
  const start = new Date(Date.UTC(2024, 0, 1));
  return new Cron(text, { paused: true, mode: "5-part", timezone: "UTC" }).nextRun(start) === null;
}

function withoutPrefix(message: string): string {
  const plain = message.replace(/^\w*:\s*/, "");
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}
