import { forgeKinds } from "../../packages/forges/src/ports/index.ts";
import { stateTable } from "../../packages/forges/src/states/state-table.ts";
import type { StateWord, Subject } from "../../packages/forges/src/states/state-words.ts";

const subjects: Readonly<Record<Subject, string>> = {
  runs: "runs and stages",
  builds: "builds of a commit",
  deployments: "deployments",
  reports: "reports on a commit",
  tests: "tests",
  runners: "runners",
};

/** Where the two differ, what it is here says more than its name. */
const said: Readonly<Partial<Record<string, string>>> = {
  "runs waiting": "waits for a person: running, its stage pending",
  "runs infrastructure": "a stage: `infrastructure`; the execution: `failed`",
  "runs skipped": "a stage: `skipped`; the execution: `success`",
  "reports queued": "pending",
};

/** The text of `docs/states.md`. */
export function renderStateReference(): string {
  const rows = [
    ["", "here", "Bitbucket Cloud", "Bitbucket Data Center", "GitHub"],
    ["---", "---", "---", "---", "---"],
    ...Object.entries(subjects).flatMap(([subject, title]) => rowsOf(subject, title)),
  ];
  return `${[...introduction, ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n")}\n`;
}

const introduction = [
  "# States",
  "",
  "Every state and conclusion of every host of code, and what it is here. A word that stands in no row is `unknown`, and is",
  "kept and shown; one of a test that is neither passed nor failed is `skipped`, and its message has the word. `COMPLETED` and",
  "`completed` stand in no row: they say that something is over, and its result or conclusion says how.",
  "",
  "Where Headrace tells a host how something stands, it uses the first word of the row; what is queued is told as running",
  "where the host has no word for it. Jenkins, Bamboo and others tell their builds in the host's words, so theirs are those of",
  "the builds of a commit.",
  "",
];

function rowsOf(subject: string, title: string): readonly (readonly string[])[] {
  const columns = forgeKinds.map((kind) => wordsOf(kind, subject));
  const meanings = [...new Set(columns.flatMap((words) => words.map(([, means]) => means)))];
  return meanings.map((means, index) => [
    index === 0 ? title : "",
    said[`${subject} ${means}`] ?? `\`${means}\``,
    ...columns.map((words) => cellOf(words.filter((word) => word[1] === means))),
  ]);
}

function wordsOf(kind: (typeof forgeKinds)[number], subject: string): readonly StateWord<string>[] {
  return Object.entries(stateTable[kind]).find(([name]) => name === subject)?.[1] ?? [];
}

function cellOf(words: readonly StateWord<string>[]): string {
  if (words.length === 0) return "–";
  return words.map(([word, , note]) => (note === undefined ? `\`${word}\`` : `\`${word}\` (${note})`)).join(", ");
}
