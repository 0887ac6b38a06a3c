import type { Executor } from "@headrace/engine";
import { Problem } from "../problems/problem.ts";

/** Of a server that was not told how it may run what strangers wrote. */
export const noExecutor: Executor = {
  kind: "none",
  refuse: () => ["this server runs no pipelines"],
  open: () => Promise.reject(runsNothing()),
  reap: async () => 0,
  close: async () => {},
};

export function runsNothing(): Problem {
  return new Problem("not-supported", "this server runs no pipelines: it was not told as whom", {
    mend: "start it with --run-as USER, or with --trust-pipelines where pipelines may do all that the server may",
  });
}
