const words: Readonly<Record<string, string>> = {
  push: "a push",
  pull_request: "a pull request",
  tag: "a tag",
  schedule: "its schedule",
  manual: "by hand",
  pipeline: "after another pipeline",
};

/** What started an execution, for people. */
export function eventWord(event: string): string {
  return words[event] ?? event;
}
