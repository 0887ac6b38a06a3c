import type { InputOf, OutputOf } from "@headrace/app/client";
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { usePages } from "../../client/use-pages.ts";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { FormDialog, type FormValues } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { turned } from "../../common/turned.ts";
import { Visible } from "../../common/visible.tsx";
import styles from "./choose-repositories.module.css";
import { Watching } from "./watching.tsx";

export interface ChooseRepositoriesProps {
  readonly connection: string;
  readonly watched: OutputOf<"connections.collection">["repositories"];
  readonly onClose: () => void;
}

/** Of what the connection sees on its host, what is to be watched: some, or all that fit a pattern. */
export function ChooseRepositories({ connection, watched, onClose }: ChooseRepositoriesProps) {
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [values, setValues] = useState<FormValues>({});
  const { items, problem, hasMore, isLoadingMore, loadMore, again } = usePages("connections.repositories", {
    connection,
    ...(search === "" ? {} : { search }),
  });
  const connect = useAction("connections.connect-repositories", { changes: ["repositories", "webhooks"] });
  const pattern = textOf(values, "pattern");
  const known = new Set(watched.map(({ name }) => name));
  const wanted: InputOf<"connections.connect-repositories"> =
    pattern === "" ? { connection, names: [...chosen] } : { connection, pattern };
  const count = chosen.size === 1 ? "1 repository" : `${chosen.size} repositories`;
  if (connect.data !== undefined) return <Watching answer={connect.data} onClose={onClose} />;
  return (
    <FormDialog
      title="Choose repositories"
      button={pattern !== "" ? `Watch all that fit ${pattern}` : chosen.size === 0 ? "Watch" : `Watch ${count}`}
      fields={[
        {
          name: "pattern",
          label: "Or all that fit a pattern",
          optional: true,
          placeholder: "shop-*",
          hint: "By their names; * is all of them. One that is made later is not watched by itself.",
        },
      ]}
      busy={connect.isPending}
      problem={connect.error}
      onChange={setValues}
      onSubmit={() => {
        if (pattern === "" && chosen.size === 0) onClose();
        else connect.mutate(wanted);
      }}
      onClose={onClose}
    >
      <FilterBar>
        <SearchFilter label="Part of the name" value={search} onChange={setSearch} />
      </FilterBar>
      {problem === null ? null : <ProblemNotice problem={problem} again={again} />}
      <div className={styles.list}>
        {items === undefined ? problem === null ? <SkeletonRows /> : null : null}
        {items?.length === 0 ? <p className={styles.none}>The token sees no repository like that.</p> : null}
        {items?.map(({ id, owner, name, private: isPrivate }) => {
          const isKnown = known.has(`${owner}/${name}`);
          return (
            <Checkbox
              key={id}
              className={styles.one ?? ""}
              checked={isKnown || chosen.has(name)}
              disabled={isKnown || pattern !== ""}
              onChange={() => setChosen(turned(chosen, [name]))}
            >
              <Visible>{name}</Visible>
              <span className={styles.aside}>{isKnown ? "watched" : isPrivate ? "" : "public"}</span>
            </Checkbox>
          );
        })}
        {hasMore ? (
          <Button size="small" loading={isLoadingMore} onClick={loadMore}>
            Show more
          </Button>
        ) : null}
      </div>
    </FormDialog>
  );
}
