import type { OutputOf } from "@headrace/app/client";
import { Link } from "react-router";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";
import styles from "./changes.module.css";
import { partPath } from "./part-path.ts";

export type Comparison = OutputOf<"executions.compare">;

/** What is different from the last success, in one line. */
export function ChangesInShort({ changes }: { readonly changes: Comparison }) {
  const { before, after, sameCommit, definition, parameters } = changes;
  const parts = [
    sameCommit ? "" : `the commit (${before.commit.slice(0, 7)} to ${after.commit.slice(0, 7)})`,
    definition.same ? "" : "the definition",
    parameters.length === 0
      ? ""
      : `${parameters.length === 1 ? "the parameter" : "the parameters"} ${names(parameters)}`,
  ].filter(Boolean);
  return (
    <p className={styles.short}>
      Since the last success, <Link to={pathTo.execution(before.id)}>#{before.number}</Link>,{" "}
      {parts.length === 0 ? (
        "nothing that is known of it changed: neither commit nor definition nor parameters."
      ) : (
        <>
          <Visible>{listOf(parts)}</Visible> changed. <Link to={partPath({ view: "changes" })}>What exactly</Link>
        </>
      )}
    </p>
  );
}

function names(parameters: Comparison["parameters"]): string {
  return parameters.map(({ name }) => name).join(", ");
}

function listOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
