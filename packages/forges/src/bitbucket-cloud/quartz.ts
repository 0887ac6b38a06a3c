import { cronProblem, HeadraceError } from "@headrace/pipeline";

// Bitbucket's schedules are Quartz's: seconds first, a year last, weekdays from SUN = 1, and `?` in one of the two fields
// of days. https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html

/**
 * A schedule of five fields in the forge's seven. Throws `invalid-argument` for what is no schedule, or asks for days of
 * the month as well as of the week: five fields mean either then, and Quartz has no way to say so.
 */
export function quartzOf(cron: string): string {
  const problem = cronProblem(cron);
  if (problem !== null) throw unsayable(cron, problem);
  const [minute, hour, day, month, weekday] = fieldsOf(nicknames.get(cron.trim().toLowerCase()) ?? cron);
  const fields = [
    translate(minute, minutes, plainItem),
    translate(hour, hours, plainItem),
    isAny(day) ? "*" : translate(day, days, dayItem),
    translate(month, months, plainItem),
    isAny(weekday) ? "?" : translate(weekday, cronWeekdays, (item) => weekdayItem(item, cronWeekdays, quartzNames)),
  ];
  if (fields.includes(undefined)) throw unsayable(cron, "it uses a form that Bitbucket has no word for");
  const [, , dayField, , weekdayField] = fields;
  if (dayField !== "*" && weekdayField !== "?") {
    throw unsayable(cron, "it names days of the month and of the week", "make two schedules");
  }
  if (weekdayField !== "?") fields[2] = "?";
  return `0 ${fields.join(" ")} *`;
}

/** The forge's seven fields as five, or undefined where five cannot say it: a second, a year, or a form of Quartz's own. */
export function cronOf(pattern: string): string | undefined {
  const [second, minute, hour, day, month, weekday, year = "*"] = fieldsOf(pattern);
  if (second === undefined || !/^0+$/.test(second) || year !== "*") return undefined;
  const fields = [
    translate(minute, minutes, quartzItem),
    translate(hour, hours, quartzItem),
    isAny(day) ? "*" : translate(day, days, (item, field) => lastDays(item) ?? quartzItem(item, field)),
    translate(month, months, quartzItem),
    isAny(weekday) ? "*" : translate(weekday, quartzWeekdays, (item) => weekdayItem(item, quartzWeekdays, cronNumbers)),
  ];
  if (fields.includes(undefined)) return undefined;
  const [, , dayField, , weekdayField] = fields;
  if (dayField !== "*" && weekdayField !== "*") return undefined;
  const cron = fields.join(" ");
  return cronProblem(cron) === null ? cron : undefined;
}

/** The values of a field, and its names from the smallest value on. */
interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const minutes: Field = { min: 0, max: 59 };
const hours: Field = { min: 0, max: 23 };
const days: Field = { min: 1, max: 31 };
const months: Field = { min: 1, max: 12, names: monthNames };
/** Sunday is 7 too. */
const cronWeekdays: Field = { min: 0, max: 7, names: weekdayNames };
const quartzWeekdays: Field = { min: 1, max: 7, names: weekdayNames };

const nicknames: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

function fieldsOf(text: string): readonly string[] {
  return text.trim().toUpperCase().split(/\s+/);
}

const isAny = (field: string | undefined) => field === "*" || field === "?";

type TranslateItem = (item: string, field: Field) => string | undefined;

/** Each item of a list by itself; undefined when one of them cannot be said. */
function translate(text: string | undefined, field: Field, item: TranslateItem): string | undefined {
  const items = (text ?? "").split(",").map((part) => item(part, field));
  return items.includes(undefined) ? undefined : items.join(",");
}

interface Item {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** `*`, `4`, `MON`, `2-6`, each with a step or without. A number with a step goes to the end, as Quartz has it. */
function readItem(text: string, field: Field): Item | undefined {
  const [, from = "", to, step] = /^(\*|[A-Z]{3}|\d{1,2})(?:-([A-Z]{3}|\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  if (from === "*") return to === undefined ? { from: field.min, to: field.max, step: Number(step ?? 1) } : undefined;
  const first = numberOf(from, field);
  const last = to === undefined ? (step === undefined ? first : field.max) : numberOf(to, field);
  if (first === undefined || last === undefined || step === "0") return undefined;
  return { from: first, to: last, step: Number(step ?? 1) };
}

function numberOf(text: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(text);
  if (named !== -1) return named + min;
  if (!/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

/** What both write alike. */
function plainItem(item: string, field: Field): string | undefined {
  return readItem(item, field) === undefined ? undefined : item;
}

function dayItem(item: string, field: Field): string | undefined {
  return lastDays(item) ?? plainItem(item, field);
}

/** The last day, the last weekday, the weekday nearest to a day: both write them alike. */
function lastDays(item: string): string | undefined {
  return /^(L|LW|\d{1,2}W)$/.test(item) ? item : undefined;
}

/** Five fields know no start with a step, and no range over the end. */
function quartzItem(item: string, field: Field): string | undefined {
  const read = readItem(item, field);
  if (read === undefined) return undefined;
  if (item.startsWith("*")) return item;
  if (read.from > read.to) return valuesOf(read, field).join(",");
  if (!item.includes("-") && item.includes("/")) return `${read.from}-${read.to}/${read.step}`;
  return item;
}

function valuesOf({ from, to, step }: Item, { min, max }: Field): readonly number[] {
  const size = max - min + 1;
  const length = from <= to ? to - from : to + size - from;
  return Array.from(
    { length: Math.floor(length / step) + 1 },
    (_, index) => ((from - min + index * step) % size) + min,
  );
}

/** Writes a weekday, zero being Sunday. */
type Weekday = (day: number) => string;
const cronNumbers: Weekday = String;
const quartzNames: Weekday = (day) => weekdayNames[day] ?? "";

function weekdayItem(item: string, field: Field, write: Weekday): string | undefined {
  const toDay = (value: number) => (field === cronWeekdays ? value % 7 : value - 1);
  const [, day, which] = /^([A-Z]{3}|\d)(L|#[1-5])$/.exec(item) ?? [];
  if (day !== undefined)
    return numbered(numberOf(day, field), (value) => `${toDay(value) + (write === cronNumbers ? 0 : 1)}${which}`);
  if (item === "L") return write === cronNumbers ? "6" : undefined;
  const read = readItem(item, field);
  if (read === undefined) return undefined;
  const chosen = new Set(valuesOf(read, field).map(toDay));
  return runsOf([0, 1, 2, 3, 4, 5, 6].filter((value) => chosen.has(value)))
    .map(([first, last]) => (first === last ? write(first) : `${write(first)}-${write(last)}`))
    .join(",");
}

function numbered(value: number | undefined, write: (value: number) => string): string | undefined {
  return value === undefined ? undefined : write(value);
}

/** Neighbours together, as first and last. */
function runsOf(values: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === value - 1) last[1] = value;
    else runs.push([value, value]);
  }
  return runs;
}

function unsayable(cron: string, why: string, mend = "say the times in another way"): HeadraceError {
  return new HeadraceError("invalid-argument", `the schedule ${JSON.stringify(cron)} cannot go to Bitbucket: ${why}`, {
    mend,
  });
}
