import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

export type Filters<Name extends string> = { readonly [Key in Name]: string };

/**
 * Filters that stand in the address, so that what one sees can be sent and kept. Absent ones are empty; setting one to
 * empty takes it out of the address.
 */
export function useFilters<const Name extends string>(
  names: readonly Name[],
): readonly [Filters<Name>, (changes: Partial<Filters<Name>>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const key = names.join(" ");
  const text = parameters.toString();
  const filters = useMemo(() => {
    const found = new URLSearchParams(text);
    const filters: Filters<Name> = Object.create(null);
    return Object.assign(filters, Object.fromEntries(key.split(" ").map((name) => [name, found.get(name) ?? ""])));
  }, [key, text]);
  const change = useCallback(
    (changes: Partial<Filters<Name>>) => {
      setParameters(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries<string | undefined>(changes)) {
            if (value === undefined || value === "") after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { replace: true },
      );
    },
    [setParameters],
  );
  return [filters, change];
}

/** Without the empty ones, as an operation takes them. */
export function given<Values extends Readonly<Record<string, string>>>(values: Values): Partial<Values> {
  const present: Partial<Values> = {};
  return Object.assign(present, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")));
}
