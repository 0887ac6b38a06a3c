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
