import { Fragment, type ReactNode } from "react";

/** What stands between backticks is code. */
export function withCode(text: string): ReactNode {
  return text.split("`").map((part, place) => {
    const key = `${place} ${part}`;
    return place % 2 === 1 ? <code key={key}>{part}</code> : <Fragment key={key}>{part}</Fragment>;
  });
}
