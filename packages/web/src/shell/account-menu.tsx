import { type RefObject, useEffect, useId, useRef, useState } from "react";
import { Link } from "react-router";
import { useServer } from "../client/server-provider.tsx";
import { useAction } from "../client/use-action.ts";
import { useViewer } from "../client/use-me.ts";
import { type AppearanceSetting, useTheme } from "../theme/theme-provider.tsx";
import styles from "./account-menu.module.css";
import { pagePaths } from "./page-paths.ts";

const appearances: readonly (readonly [setting: AppearanceSetting, word: string])[] = [
  ["system", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** Who one is, in which organization, and how the pages look. */
export function AccountMenu({ onKeys, onGo }: { readonly onKeys: () => void; readonly onGo?: () => void }) {
  const viewer = useViewer();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const { chooseOrganization } = useServer();
  const { setting, choose } = useTheme();
  const signOut = useAction("sessions.end", { onDone: () => window.location.assign(pagePaths.signIn) });
  useCloseOutside(place, open, () => setOpen(false));
  if (viewer === undefined) return <div className={styles.place} />;
  const { me, membership } = viewer;
  const leave = (): void => {
    setOpen(false);
    onGo?.();
  };
  return (
    <div ref={place} className={styles.place}>
      {open ? (
        <div id={id} className={styles.menu}>
          <p className={styles.quiet}>{me.email}</p>
          {me.organizations.length > 1 ? (
            <Choice
              label="Organization"
              chosen={membership?.id ?? ""}
              options={me.organizations.map(({ id: organization, name }) => [organization, name])}
              onChoose={chooseOrganization}
            />
          ) : null}
          <Choice label="Appearance" chosen={setting} options={appearances} onChoose={choose} />
          <div className={styles.group}>
            <Link to={pagePaths.settings} onClick={leave}>
              Your settings
            </Link>
            <Link to={pagePaths.start} onClick={leave}>
              Ways to begin
            </Link>
            <a href="/api/docs">The API</a>
            <button
              type="button"
              onClick={() => {
                leave();
                onKeys();
              }}
            >
              Keys
            </button>
            <button type="button" onClick={() => signOut.mutate({})}>
              Sign out
            </button>
          </div>
        </div>
      ) : null}
      <button
        type="button"
        className={styles.button}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.initials} aria-hidden="true">
          {initials(me.name)}
        </span>
        <span className={styles.names}>
          <span>{me.name}</span>
          <span className={styles.quiet}>{membership?.name ?? "No organization"}</span>
        </span>
      </button>
    </div>
  );
}

/** One of a few, each seen. */
function Choice<Value extends string>({
  label,
  chosen,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly chosen: Value;
  readonly options: readonly (readonly [value: Value, word: string])[];
  readonly onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.quiet}>{label}</legend>
      {options.map(([value, word]) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {word}
          <span aria-hidden="true">{value === chosen ? "✓" : ""}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** Esc closes it, and so does a press elsewhere or the focus that goes away. */
function useCloseOutside(place: RefObject<HTMLElement | null>, open: boolean, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!open) return;
    const leave = (event: Event): void => {
      if (event.target instanceof Node && place.current?.contains(event.target) !== true) latest.current();
    };
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      latest.current();
      place.current?.querySelector<HTMLElement>("[aria-expanded]")?.focus();
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    // Before the page's own keys, of which Esc is one.
    document.addEventListener("keydown", press, true);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
      document.removeEventListener("keydown", press, true);
    };
  }, [place, open]);
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words.at(0), words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? "")].at(0) ?? "")
    .join("")
    .toUpperCase();
}
