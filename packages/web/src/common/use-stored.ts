import { useCallback, useState } from "react";

/** A text that this browser keeps for these pages. Where it keeps nothing, it holds until the page is left. */
export function useStored(key: string, initial: string): readonly [string, (value: string) => void] {
  const name = `headrace.${key}`;
  const [value, setValue] = useState(() => readStored(name) ?? initial);
  const keep = useCallback(
    (next: string) => {
      setValue(next);
      try {
        window.localStorage.setItem(name, next);
      } catch {
        // Forbidden or full: the choice is forgotten, which is no reason to stop.
      }
    },
    [name],
  );
  return [value, keep];
}

function readStored(name: string): string | undefined {
  try {
    return window.localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}
