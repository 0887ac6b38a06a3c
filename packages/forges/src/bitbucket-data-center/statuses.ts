import { type ForgeHttp, path } from "../http/index.ts";
import type { BuildStatus, Statuses } from "../ports/index.ts";
import { wordFor } from "../states/state-words.ts";
import { given } from "../values.ts";
import type { Detected } from "./detect.ts";
import { repositoryPath } from "./request.ts";
import { words } from "./words.ts";

const longest = { text: 255, url: 450 };

/**
 * Builds of commits: one that is sent again by its key takes the place of the one before. A host before 7.14 takes them
 * in an older form, without what branch, tests and duration they are of.
 */
export function createStatuses(http: ForgeHttp, detected: Detected): Statuses {
  return {
    async tell(repository, status, _, signal) {
      const { takesRichBuilds } = await detected.read(signal);
      const at = takesRichBuilds
        ? `/api/latest${repositoryPath(repository)}${path`/commits/${status.commit}/builds`}`
        : path`/build-status/latest/commits/${status.commit}`;
      const body = takesRichBuilds ? richBody(status) : plainBody(status);
      await http.send({ method: "POST", path: at, body, ...given("signal", signal) });
      return undefined;
    },
  };
}

function plainBody({ key, state, name, description, url }: BuildStatus) {
  // A host that takes this form knows no other end than these two.
  const word = wordFor(words.builds, state === "cancelled" ? "failed" : state);
  const text = { name: name.slice(0, longest.text), description: description.slice(0, longest.text) };
  return { key, state: word, ...text, url: url.slice(0, longest.url) };
}

function richBody(status: BuildStatus) {
  const { tests, startedAt, finishedAt } = status;
  const duration =
    startedAt === undefined || finishedAt === undefined ? undefined : Math.max(0, finishedAt - startedAt);
  return {
    ...plainBody(status),
    state: wordFor(words.builds, status.state),
    parent: status.parent,
    buildNumber: String(status.number),
    ...given("ref", status.ref),
    ...given("duration", duration),
    ...(tests === undefined
      ? {}
      : { testResults: { successful: tests.passed, failed: tests.failed, skipped: tests.skipped } }),
  };
}
