import type { WhyQueued } from "../runs/runs.ts";

export function sayWhyQueued(why: WhyQueued | null): string {
  switch (why?.kind) {
    case undefined:
      return "It waits for nothing: it works, or has ended.";
    case "server-limit":
      return `The server may run ${why.limit} executions at once, and ${why.running} are running.`;
    case "organization-limit":
      return `The organization may run ${why.limit} executions at once, and ${why.running} are running.`;
    case "concurrency-group": {
      const limit = why.limit === 1 ? "one execution" : `${why.limit} executions`;
      return `The concurrency group "${why.group}" lets ${limit} run at once; before it comes ${why.waitsFor.join(", ")}.`;
    }
    case "host":
      return [`Its host calls it ${why.state}.`, ...why.turns.map(sayTurn), ...why.reviews.map(sayReview)].join(" ");
    case "stages":
      return `It runs; ${why.waiting.map(({ instance }) => instance).join(", ")} wait for a slot.`;
    case "approvals":
      return `It waits for people to approve ${why.waiting.map(({ instance }) => instance).join(", ")}.`;
    case "interrupted-deployments":
      return `It waits for somebody who may deploy: ${why.waiting.map(({ instance }) => instance).join(", ")} was interrupted, and goes on when it is resumed or ends when it is cancelled.`;
    case "starting":
      return "It is about to start.";
    case "another-server":
      return "It waits for its turn on the server that it was started on.";
  }
}

type OfHost = Extract<WhyQueued, { kind: "host" }>;

function sayTurn({ group, position, stage }: OfHost["turns"][number]): string {
  return `${stage ?? "It"} is number ${position} of those that wait in the concurrency group "${group}" there.`;
}

function sayReview({ environment, reviewers }: OfHost["reviews"][number]): string {
  const who = reviewers.length === 0 ? "somebody" : reviewers.join(" or ");
  return `It waits for ${who} to agree to the deployment to "${environment}".`;
}
