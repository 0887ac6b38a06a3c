import type { OutputOf } from "@headrace/app/client";
import { useOperation } from "../../client/use-operation.ts";
import { sentence } from "../../common/sentence.ts";
import { Visible } from "../../common/visible.tsx";
import styles from "./execution-facts.module.css";
import type { ExecutionDetail } from "./use-execution.ts";

type WriteBack = OutputOf<"executions.write-backs">["items"][number];

const told: ReadonlySet<string> = new Set(["push", "tag", "pull_request"]);

/** What its repository's host was told of it, or is to be; nothing where no host is told. */
export function useWriteBacks({ id, event, remote }: ExecutionDetail): readonly WriteBack[] {
  const enabled = remote === undefined && told.has(event);
  const { data } = useOperation("executions.write-backs", { execution: id }, { enabled, every: 10_000 });
  return data?.items ?? [];
}

const titles: Readonly<Record<WriteBack["kind"], string>> = {
  status: "status",
  report: "report",
  deployment: "deployment",
};

/** Each with what was said, and why the rest was not. */
export function ToldToHost({ items }: { readonly items: readonly WriteBack[] }) {
  const refused = items.filter(({ state, problem }) => state !== "needless" && problem !== undefined);
  return (
    <>
      {items
        .filter(({ state }) => state !== "needless")
        .map(({ kind, state, told: said }) => `${titles[kind]} ${state === "told" ? (said ?? "told") : word(state)}`)
        .join(", ")}
      {refused.map(({ kind, deploymentId = "", problem = "", mend }) => (
        <span key={`${kind} ${deploymentId}`} className={styles.quiet}>
          {" "}
          <Visible>{[problem, mend].flatMap((text) => (text === undefined ? [] : sentence(text))).join(" ")}</Visible>
        </span>
      ))}
    </>
  );
}

function word(state: WriteBack["state"]): string {
  return state === "refused" ? "refused" : "not told yet";
}
