import type { Triggers } from "@headrace/pipeline";

export interface TriggerWords {
  readonly name: string;
  readonly words: string;
}

/** What starts a pipeline, in a few words each. */
export function triggerWords({ push, pullRequest, schedule, pipeline, manual }: Triggers): readonly TriggerWords[] {
  return [
    ...(push === undefined
      ? []
      : [
          {
            name: "A push",
            words: together("to any branch", [
              ["to branches", push.branches],
              ["not to", push.ignoreBranches],
              ["of tags", push.tags],
              ["that changes", push.paths],
              ["not if only", push.ignorePaths],
            ]),
          },
        ]),
    ...(pullRequest === undefined
      ? []
      : [
          {
            name: "A pull request",
            words: together("to any branch", [
              ["to branches", pullRequest.branches],
              ["that changes", pullRequest.paths],
              ["not if only", pullRequest.ignorePaths],
            ]),
          },
        ]),
    ...listed(
      "A schedule",
      schedule.map(({ cron, timezone }) => `${cron}, ${timezone}`),
    ),
    ...listed(
      "Another pipeline",
      pipeline.map(({ pipeline: other, on }) => `${other}, on ${on.join(" or ")}`),
    ),
    { name: "A person", words: manual ? "whoever may run it" : "nobody: its text says so" },
  ];
}

function listed(name: string, members: readonly string[]): readonly TriggerWords[] {
  return members.length === 0 ? [] : [{ name, words: members.join("; ") }];
}

function together(
  otherwise: string,
  parts: readonly (readonly [words: string, patterns?: readonly string[]])[],
): string {
  const said = parts.flatMap(([words, patterns = []]) =>
    patterns.length === 0 ? [] : [`${words} ${patterns.join(", ")}`],
  );
  return said.length === 0 ? otherwise : said.join("; ");
}
