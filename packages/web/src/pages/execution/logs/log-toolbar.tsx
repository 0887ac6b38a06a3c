import { App, Button, Dropdown, Input } from "antd";
import { useServer } from "../../../client/server-provider.tsx";
import styles from "./build-logs.module.css";
import { copyLines } from "./copy-lines.ts";
import { type LineRange, writeLineRange } from "./line-range.ts";
import { LogSwitch, SearchCount, Step } from "./log-buttons.tsx";
import type { LogAddress } from "./log-source.ts";
import type { TimeStyle } from "./log-times.ts";
import { rawLogPath } from "./raw-log-path.ts";
import { lastAtMost } from "./sorted.ts";
import { type LogActions, searchFieldId } from "./use-log-actions.ts";
import type { LogSearch } from "./use-log-search.ts";

export interface LogToolbarProps {
  readonly address: LogAddress;
  readonly search: LogSearch;
  readonly current: number | undefined;
  readonly errors: readonly number[];
  readonly range: LineRange | undefined;
  readonly times: TimeStyle;
  readonly wrap: boolean;
  readonly following: boolean;
  readonly ended: boolean;
  readonly actions: LogActions;
  readonly visit: (line: number) => void;
  /** The search is over. */
  readonly onLeave: () => void;
}

const timeWords = { off: "off", relative: "relative", absolute: "absolute" } as const;

/** Above a log: searching, going through errors, how it is shown, and taking it along. */
export function LogToolbar(props: LogToolbarProps) {
  const { address, search, current, errors, range, times, wrap, following, ended, actions, visit, onLeave } = props;
  const { client } = useServer();
  const { message } = App.useApp();
  const { terms, change, found } = search;
  const go = (step: 1 | -1): void => {
    const lines = found?.lines ?? [];
    if (lines.length === 0) return;
    const before = lastAtMost(lines, (line) => line, current ?? 0);
    const isHere = lines[before] === current;
    const next = step === 1 ? before + 1 : isHere ? before - 1 : before;
    visit(lines[(next + lines.length) % lines.length] ?? 0);
  };
  const copy = async (): Promise<void> => {
    const count = await copyLines(client, address, range);
    void message.info(
      count === undefined
        ? "The browser did not let it be copied"
        : `${count} ${count === 1 ? "line" : "lines"} copied`,
    );
  };
  const link = async (): Promise<void> => {
    const hash = range === undefined ? "" : writeLineRange(range);
    await navigator.clipboard.writeText(
      `${window.location.origin}${window.location.pathname}${window.location.search}${hash}`,
    );
    void message.info("Link copied");
  };
  return (
    <div className={styles.bar}>
      <search className={styles.search}>
        <Input
          id={searchFieldId}
          type="search"
          aria-label="Search in the log"
          placeholder="Search the whole log"
          size="small"
          value={terms.text}
          allowClear
          data-search
          status={search.problem === undefined ? "" : "error"}
          onChange={(event) => change({ text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
            else if (event.key === "Escape") {
              change({ text: "" });
              onLeave();
            } else return;
            event.preventDefault();
          }}
        />
        <LogSwitch on={terms.matchCase} label="Match case" onTurn={(matchCase) => change({ matchCase })}>
          Aa
        </LogSwitch>
        <LogSwitch on={terms.regex} label="Regular expression" onTurn={(regex) => change({ regex })}>
          .*
        </LogSwitch>
        <LogSwitch on={terms.filter} label="Only lines that match" onTurn={(filter) => change({ filter })}>
          ≡
        </LogSwitch>
        <SearchCount search={search} current={current} />
        {found === undefined || found.count === 0 ? null : (
          <>
            <Step label="Previous match" onPress={() => go(-1)}>
              ↑
            </Step>
            <Step label="Next match" onPress={() => go(1)}>
              ↓
            </Step>
          </>
        )}
      </search>
      <div className={styles.tools}>
        {errors.length === 0 ? null : (
          <span className={styles.errors}>
            <Step label="Previous error or warning" onPress={actions.previousError}>
              ↑
            </Step>
            {errors.length} {errors.length === 1 ? "mark" : "marks"}
            <Step label="Next error or warning" onPress={actions.nextError}>
              ↓
            </Step>
          </span>
        )}
        {actions.toggleFollow === undefined || ended ? null : (
          <LogSwitch on={following} label="Follow the newest line" onTurn={actions.toggleFollow}>
            Follow
          </LogSwitch>
        )}
        <LogSwitch on={wrap} label="Wrap long lines" onTurn={actions.toggleWrap}>
          Wrap
        </LogSwitch>
        <button
          type="button"
          className={styles.switch}
          aria-label={`Times: ${timeWords[times]}`}
          onClick={actions.nextTimes}
        >
          Times: {timeWords[times]}
        </button>
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              {
                key: "copy",
                label: range === undefined ? "Copy the log" : "Copy the chosen lines",
                onClick: () => void copy(),
              },
              {
                key: "link",
                label: range === undefined ? "Copy a link to this log" : "Copy a link to these lines",
                onClick: () => void link(),
              },
              {
                key: "download",
                label: (
                  <a href={rawLogPath(address)} download>
                    Download the raw log
                  </a>
                ),
              },
            ],
          }}
        >
          <Button size="small">Copy and download</Button>
        </Dropdown>
      </div>
    </div>
  );
}
