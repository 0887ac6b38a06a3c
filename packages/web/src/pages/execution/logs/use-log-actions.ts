import { usePageActions } from "../../../shell/actions.tsx";
import { type TimeStyle, timeStyles } from "./log-times.ts";

export interface LogActions {
  readonly nextError: () => void;
  readonly previousError: () => void;
  /** Undefined where nothing comes any more. */
  readonly toggleFollow: (() => void) | undefined;
  readonly toggleWrap: () => void;
  readonly nextTimes: () => void;
}

export interface LogActionsOptions {
  /** Errors and warnings, in order. */
  readonly lines: readonly number[];
  readonly current: number | undefined;
  readonly visit: (line: number) => void;
  readonly following: boolean;
  readonly setFollowing: ((following: boolean) => void) | undefined;
  readonly wrap: boolean;
  readonly setWrap: (wrap: boolean) => void;
  readonly times: TimeStyle;
  readonly setTimes: (times: TimeStyle) => void;
}

/** Where a search field of the log is found by its key. */
export const searchFieldId = "log-search";

/** What can be done in a log, by buttons, by keys and in the palette. */
export function useLogActions(options: LogActionsOptions): LogActions {
  const { lines, current = 0, visit, following, setFollowing, wrap, setWrap, times, setTimes } = options;
  const actions: LogActions = {
    nextError: () => visitOne(lines.find((line) => line > current) ?? lines[0]),
    previousError: () => visitOne(lines.findLast((line) => line < current) ?? lines.at(-1)),
    toggleFollow: setFollowing === undefined ? undefined : () => setFollowing(!following),
    toggleWrap: () => setWrap(!wrap),
    nextTimes: () => setTimes(timeStyles[(timeStyles.indexOf(times) + 1) % timeStyles.length] ?? "off"),
  };
  function visitOne(line: number | undefined): void {
    if (line !== undefined) visit(line);
  }
  const section = "Log";
  usePageActions([
    { name: "Search in the log", section, keys: "Mod+f", run: () => document.getElementById(searchFieldId)?.focus() },
    { name: "Next error or warning", section, keys: "n", run: actions.nextError },
    { name: "Previous error or warning", section, keys: "N", run: actions.previousError },
    ...(actions.toggleFollow === undefined
      ? []
      : [{ name: "Follow the newest line, or not", section, keys: "f", run: actions.toggleFollow }]),
    { name: "Wrap long lines, or not", section, keys: "w", run: actions.toggleWrap },
    { name: "Times: relative, absolute, off", section, keys: "t", run: actions.nextTimes },
  ]);
  return actions;
}
