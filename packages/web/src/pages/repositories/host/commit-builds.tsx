import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { EmptyState } from "../../../common/empty-state.tsx";
import { OperationList } from "../../../common/operation-list.tsx";
import { RelativeTime } from "../../../common/relative-time.tsx";
import { StatusMark } from "../../../common/status-icon.tsx";
import { Visible } from "../../../common/visible.tsx";
import styles from "./host.module.css";
import { HostSection } from "./host-section.tsx";
import { isCommit, useCommit } from "./use-commit.ts";
import { freshFor, type Host } from "./use-host.ts";

/** What all systems said of a commit, Jenkins and Bamboo as well as Headrace; of the newest that ran here unless said. */
export function CommitBuilds({ host }: { readonly host: Host }) {
  const { repository, title } = host;
  const [commit, choose] = useCommit(host);
  const [text, setText] = useState(commit);
  useEffect(() => setText(commit), [commit]);
  return (
    <HostSection title="Builds of a commit" host={host} reads="builds.read">
      <form
        className={styles.commit}
        onSubmit={(event) => {
          event.preventDefault();
          choose(text.trim().toLowerCase());
        }}
      >
        <Input
          aria-label="Commit"
          placeholder="A commit's whole id"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button htmlType="submit">Show</Button>
      </form>
      {isCommit(commit) ? (
        <OperationList
          label="Builds of a commit"
          operation="repositories.builds"
          input={{ repository: repository.id, commit }}
          freshFor={freshFor}
          columns={[
            {
              title: "Build",
              cell: ({ name, url }) =>
                url === undefined || !/^https?:/.test(url) ? (
                  name
                ) : (
                  <a href={url} target="_blank" rel="noreferrer">
                    <Visible>{name}</Visible>
                  </a>
                ),
            },
            {
              title: "State",
              narrow: true,
              cell: ({ state, word }) =>
                state === "unknown" && word !== undefined ? (
                  <StatusMark status={state}>{word}</StatusMark>
                ) : (
                  <StatusMark status={state} />
                ),
            },
            { title: "Told by", narrow: true, rank: 2, cell: ({ ours }) => (ours ? "Headrace" : "another system") },
            { title: "About", rank: 3, cell: ({ description = "" }) => description },
            {
              title: "Told",
              rank: 2,
              narrow: true,
              figures: true,
              cell: ({ at }) => (at === undefined ? "–" : <RelativeTime at={at} />),
            },
          ]}
          rowKey={({ key }) => key}
          empty={<EmptyState title="No system has said anything of this commit" />}
        />
      ) : commit === "" ? (
        <EmptyState title="No commit yet">{`Enter one to see what all systems told ${title} of it.`}</EmptyState>
      ) : (
        <EmptyState title="That is not a commit's id">
          It has the digits 0 to 9 and the letters a to f, 40 in all.
        </EmptyState>
      )}
    </HostSection>
  );
}
