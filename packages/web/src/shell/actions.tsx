import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";

/** Something that can be done here and now: it stands in the palette, and its keys in the key map. */
export interface PageAction {
  readonly name: string;
  /** The heading under which it stands in the palette and the key map. */
  readonly section: string;
  /**
   * `n`, `Delete`, `Shift+F`; `Mod+z` with Ctrl or ⌘, which is also taken where somebody types; `g e` for one after the
   * other. Absent for one that only the palette has.
   */
  readonly keys?: string;
  /** Only keys: it makes no sense as a line of the palette. */
  readonly unlisted?: true;
  /** Only where the focus is in no control: pressed there, the keys leave it. */
  readonly outsideControls?: true;
  readonly run: () => void;
}

interface ActionRegistry {
  add(actions: () => readonly PageAction[], everywhere: boolean): () => void;
  changed(): void;
  current(): readonly PageAction[];
  subscribe(listener: () => void): () => void;
}

const ActionsContext = createContext<ActionRegistry>(createRegistry());

export function ActionsProvider({ children }: { readonly children: ReactNode }) {
  const registry = useMemo(createRegistry, []);
  return <ActionsContext value={registry}>{children}</ActionsContext>;
}

/**
 * What a page or a part of it offers while it is shown. The newest comes first, and wins where two have the same keys;
 * what is offered everywhere comes last, even where a page is there as soon as its frame. Offered anew with other `run`s alone, it stays what it was for those who list it, and runs the new ones.
 */
export function usePageActions(actions: readonly PageAction[], { everywhere = false } = {}): void {
  const registry = useContext(ActionsContext);
  const latest = useRef(actions);
  const offered = useRef<readonly PageAction[]>([]);
  useEffect(() => registry.add(() => offered.current, everywhere), [registry, everywhere]);
  useEffect(() => {
    latest.current = actions;
    if (areAlike(offered.current, actions)) return;
    offered.current = actions.map((action, index) => ({ ...action, run: () => latest.current[index]?.run() }));
    registry.changed();
  }, [registry, actions]);
}

function areAlike(before: readonly PageAction[], now: readonly PageAction[]): boolean {
  const said = ({ name, section, keys, unlisted, outsideControls }: PageAction) =>
    JSON.stringify([name, section, keys, unlisted, outsideControls]);
  return (
    before.length === now.length && before.every((action, index) => now[index] && said(action) === said(now[index]))
  );
}

/** Everything that can be done now. */
export function useActions(): readonly PageAction[] {
  const registry = useContext(ActionsContext);
  return useSyncExternalStore(registry.subscribe, registry.current);
}

function createRegistry(): ActionRegistry {
  const listeners = new Set<() => void>();
  let sources: readonly (() => readonly PageAction[])[] = [];
  let actions: readonly PageAction[] = [];
  const changed = (): void => {
    const next = sources.flatMap((source) => source());
    const same = next.length === actions.length && next.every((action, index) => action === actions[index]);
    if (same) return;
    actions = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    add(source, everywhere) {
      sources = everywhere ? [...sources, source] : [source, ...sources];
      changed();
      return () => {
        sources = sources.filter((each) => each !== source);
        changed();
      };
    },
    changed,
    current: () => actions,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
