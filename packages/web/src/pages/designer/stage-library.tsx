import { Input } from "antd";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { CategoryIcon } from "../../canvas/category-icon.tsx";
import { stageTypeMedia } from "../../canvas/stage-type-media.ts";
import { categoryNames, type LibraryItem, libraryItems, searchItems } from "./library-items.ts";
import { StageDetails } from "./stage-details.tsx";
import styles from "./stage-library.module.css";

export interface StageLibraryProps {
  /** Where something would be put now: "After build". */
  readonly place: string;
  readonly onAdd: (item: LibraryItem) => void;
  /** Escape was pressed: it is to be put nowhere now. */
  readonly onLeave: () => void;
  readonly focused: boolean;
}

/** The kinds of stage, to drag onto the canvas or to add with Enter; what each does, takes and gives stands below. */
export function StageLibrary({ place, onAdd, onLeave, focused }: StageLibraryProps) {
  const items = useMemo(libraryItems, []);
  const [text, setText] = useState("");
  const found = useMemo(() => searchItems(items, text), [items, text]);
  const [lookedAt, setLookedAt] = useState<string | undefined>(undefined);
  // While something is looked for, what Enter would add.
  const shown = found.find(({ key }) => key === lookedAt) ?? (text === "" ? undefined : found[0]);
  const details = useId();
  const groups = [...Map.groupBy(found, ({ category }) => category)];
  return (
    <section className={styles.library} aria-label="Stage library" onKeyDown={moveThrough}>
      <div className={styles.head}>
        <Input
          autoFocus={focused}
          allowClear
          value={text}
          placeholder="Find a stage"
          aria-label="Find a stage"
          onChange={(event) => {
            setText(event.target.value);
            setLookedAt(undefined);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            setText("");
            onLeave();
            event.currentTarget.blur();
          }}
          onPressEnter={() => {
            const [first] = found;
            if (first !== undefined) onAdd(first);
          }}
        />
        <p className={styles.place} role="status">
          {place}
        </p>
      </div>
      <div className={styles.items}>
        {groups.map(([category, members]) => (
          <div key={category} className={styles.group}>
            <h2>{categoryNames[category]}</h2>
            {members.map((item) => (
              <Item
                key={item.key}
                item={item}
                describedBy={item === shown ? details : undefined}
                onAdd={onAdd}
                onLook={({ key }) => setLookedAt(key)}
              />
            ))}
          </div>
        ))}
        {found.length === 0 ? (
          <p className={styles.none}>Nothing is called that. A stage of your own can do anything.</p>
        ) : null}
      </div>
      <StageDetails id={details} item={shown} />
    </section>
  );
}

function Item({
  item,
  describedBy,
  onAdd,
  onLook,
}: {
  readonly item: LibraryItem;
  /** Where what it does is shown, while it is. */
  readonly describedBy: string | undefined;
  readonly onAdd: (item: LibraryItem) => void;
  readonly onLook: (item: LibraryItem) => void;
}) {
  const look = (): void => onLook(item);
  return (
    <div className={styles.row}>
      <button
        type="button"
        className={styles.item}
        draggable
        data-item={item.key}
        aria-describedby={describedBy}
        onClick={() => onAdd(item)}
        onFocus={look}
        onPointerEnter={({ pointerType }) => {
          if (pointerType === "mouse") look();
        }}
        onDragStart={(event) => {
          event.dataTransfer.setData(stageTypeMedia, item.key);
          event.dataTransfer.effectAllowed = "copy";
        }}
      >
        <CategoryIcon category={item.category} />
        <span className={styles.words}>
          <span className={styles.name}>{item.name}</span>
          <span className={styles.summary}>{item.summary}</span>
        </span>
      </button>
      {/* A finger that touches the entry adds it. */}
      <button type="button" className={styles.about} aria-label={`About ${item.name}`} tabIndex={-1} onClick={look}>
        ?
      </button>
    </div>
  );
}

/** Up and down go through the list, from the field too. */
function moveThrough(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-item]")];
  const here = document.activeElement;
  const at = here instanceof HTMLElement ? buttons.indexOf(here) : -1;
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next < 0) event.currentTarget.querySelector("input")?.focus();
  else buttons[next]?.focus();
  event.preventDefault();
}
