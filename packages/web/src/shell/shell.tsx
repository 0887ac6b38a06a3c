import { Suspense, useMemo, useState } from "react";
import { Outlet, useNavigate } from "react-router";
import { useConnectionState } from "../client/server-provider.tsx";
import { useViewer } from "../client/use-me.ts";
import { SkeletonRows } from "../common/skeleton.tsx";
import { StatusIcon } from "../common/status-icon.tsx";
import { ActionsProvider, type PageAction, useActions, usePageActions } from "./actions.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { Dialog } from "./dialog.tsx";
import { goThroughList } from "./go-through-list.ts";
import { KeyMap } from "./key-map.tsx";
import { navigation } from "./navigation.ts";
import styles from "./shell.module.css";
import { MenuButton, SideBar } from "./side-bar.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

/** What stands around every page of who is signed in. */
export function Shell() {
  return (
    <ActionsProvider>
      <Frame />
    </ActionsProvider>
  );
}

type Open = "nothing" | "palette" | "keys" | "menu";

function Frame() {
  const [open, setOpen] = useState<Open>("nothing");
  usePageActions(useEverywhereActions(setOpen), { everywhere: true });
  const close = (): void => setOpen("nothing");
  return (
    <div className={styles.frame}>
      <Shortcuts />
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <aside className={styles.side} aria-label="Headrace">
        <SideBar onPalette={() => setOpen("palette")} onKeys={() => setOpen("keys")} />
      </aside>
      <header className={styles.top}>
        <MenuButton onPress={() => setOpen("menu")} />
        <span className={styles.mark}>Headrace</span>
      </header>
      <main id="page" className={styles.main} tabIndex={-1}>
        <ConnectionBar />
        <Suspense fallback={<SkeletonRows />}>
          <Outlet />
        </Suspense>
      </main>
      {open === "palette" ? <CommandPalette onClose={close} /> : null}
      {open === "keys" ? <KeyMap onClose={close} /> : null}
      {open === "menu" ? (
        <Dialog label="Menu" side onClose={close}>
          <SideBar onPalette={() => setOpen("palette")} onKeys={() => setOpen("keys")} onGo={close} />
        </Dialog>
      ) : null}
    </div>
  );
}

/** Apart from the frame, which is not drawn anew when a page offers something else. */
function Shortcuts() {
  useShortcuts(useActions());
  return null;
}

/** Says that what is shown may be old, and goes when it is not any more. */
function ConnectionBar() {
  const state = useConnectionState();
  return (
    <div role="status">
      {state === "lost" ? (
        <p className={styles.lost}>
          <StatusIcon status="infrastructure" silent />
          The server cannot be reached. What you see is what was last known; it is asked again every two seconds.
        </p>
      ) : null}
    </div>
  );
}

function useEverywhereActions(open: (what: Open) => void): readonly PageAction[] {
  const navigate = useNavigate();
  const viewer = useViewer();
  return useMemo(() => {
    const places = navigation
      .flatMap((group) => group.places)
      .filter(({ needs }) => viewer?.may(needs) === true)
      .map(
        ({ name, path, letter }): PageAction => ({
          name,
          section: "Go to",
          ...(letter === undefined ? {} : { keys: `g ${letter}` }),
          run: () => void navigate(path),
        }),
      );
    return [
      ...places,
      { name: "Open the palette", section: "Everywhere", keys: "Mod+k", unlisted: true, run: () => open("palette") },
      { name: "Show the keys", section: "Everywhere", keys: "?", run: () => open("keys") },
      { name: "Search", section: "Everywhere", keys: "/", unlisted: true, run: focusSearch },
      { name: "Next row", section: "Everywhere", keys: "j", unlisted: true, run: () => goThroughList(1) },
      { name: "Previous row", section: "Everywhere", keys: "k", unlisted: true, run: () => goThroughList(-1) },
      {
        name: "Back",
        section: "Everywhere",
        keys: "Escape",
        unlisted: true,
        outsideControls: true,
        run: () => void navigate(-1),
      },
    ];
  }, [navigate, viewer, open]);
}

function focusSearch(): void {
  document.querySelector<HTMLElement>("input[data-search]")?.focus();
}
