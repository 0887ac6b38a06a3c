import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { scrollable } from "../../../common/scrollable.ts";
import styles from "./build-logs.module.css";

export interface LogViewHandle {
  /** Brings a row into view: in its middle, or at its end. */
  show(row: number, where: "middle" | "end"): void;
  focus(): void;
}

export interface LogViewProps {
  readonly ref: React.Ref<LogViewHandle>;
  readonly label: string;
  readonly rowCount: number;
  readonly wrap: boolean;
  readonly row: (index: number) => ReactNode;
  /** Rows that are looked at. */
  readonly onLook: (first: number, last: number) => void;
  /** Somebody moved: whether the end is in view. */
  readonly onMove: (atEnd: boolean) => void;
}

/** What line numbers need, so that all texts begin at one place. */
type LogStyle = CSSProperties & Readonly<Record<"--figures", number>>;

const rowHeight = 20;
/**
 * Rows that stand in the page's scroll area at once. A browser draws an element up to 17.9 million pixels high (Firefox;
 * Chromium and Safari 33.5 million); of a longer log, this part moves along with who scrolls. Wrapped rows are higher
 * than they are taken for until they are seen, so that there are fewer.
 */
const mostRowsOf = { plain: 800_000, wrapped: 400_000 } as const;
/** Rows before either end of that part at which it moves. */
const margin = 20_000;

type Place =
  | { readonly row: number; readonly where: "middle" | "end" }
  /** At the top, but for so many pixels of it. */
  | { readonly row: number; readonly where: "top"; readonly below: number };

/** The rows of a log, of which only those in view are drawn. */
export function LogView({ ref, label, rowCount, wrap, row, onLook, onMove }: LogViewProps) {
  const area = useRef<HTMLDivElement>(null);
  const [base, setBase] = useState(0);
  const mostRows = wrap ? mostRowsOf.wrapped : mostRowsOf.plain;
  const count = Math.max(0, Math.min(rowCount - base, mostRows));
  // A row keeps its height when the part that stands in the area moves, and has another where it wraps.
  const getItemKey = useCallback((index: number) => `${wrap} ${base + index}`, [wrap, base]);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => area.current,
    estimateSize: () => rowHeight,
    getItemKey,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [base + (items[0]?.index ?? 0), base + (items.at(-1)?.index ?? -1)];

  useEffect(() => onLook(first, last), [onLook, first, last]);

  // Of rows that are not there any more nothing can be shown.
  useEffect(() => {
    if (base > 0 && base >= rowCount) setBase(0);
  }, [base, rowCount]);

  // Where the area is to stand once its rows are others: at a row that was asked for, or as it stood.
  const pending = useRef<Place | undefined>(undefined);
  // The row at the top, for when rows begin to wrap, or do no longer.
  const top = useRef<Place>({ row: 0, where: "top", below: 0 });
  const stand = useCallback(
    (place: Place): void => {
      const index = Math.max(0, Math.min(place.row - base, count - 1));
      if (place.where === "top") {
        const start = virtual.measurementsCache[index]?.start ?? index * rowHeight;
        virtual.scrollToOffset(start + place.below);
      } else virtual.scrollToIndex(index, { align: place.where === "end" ? "end" : "center" });
    },
    [base, count, virtual],
  );
  const moveTo = useCallback(
    (wanted: number, where: "middle" | "end"): void => {
      const row = Math.max(0, Math.min(wanted, rowCount - 1));
      // Not so near an end of the part that it would have to move at once; the log's own ends are none.
      const isAfterItsStart = base === 0 || row >= base + margin;
      const isBeforeItsEnd = base + count === rowCount || row < base + count - margin;
      if (isAfterItsStart && isBeforeItsEnd) {
        stand({ row, where });
        return;
      }
      pending.current = { row, where };
      setBase(Math.max(0, Math.min(rowCount - mostRows, row - mostRows / 2)));
    },
    [base, count, rowCount, mostRows, stand],
  );
  const placed = useRef({ base, wrap });
  useLayoutEffect(() => {
    const before = placed.current;
    if (before.base === base && before.wrap === wrap) return;
    placed.current = { base, wrap };
    const place = pending.current ?? top.current;
    pending.current = undefined;
    // A part with fewer rows may not have it.
    if (place.row >= base && place.row < base + count) stand(place);
    else moveTo(place.row, "middle");
  }, [base, wrap, count, stand, moveTo]);

  useImperativeHandle(ref, () => ({ show: moveTo, focus: () => area.current?.focus({ preventScroll: true }) }), [
    moveTo,
  ]);

  // The browser's own way to an end is slow, and breaks off where the part in the area moves.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.shiftKey || (event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    const isEnd = event.key === "End";
    onMove(isEnd);
    moveTo(isEnd ? rowCount - 1 : 0, isEnd ? "end" : "middle");
  };

  const before = useRef(0);
  const onScroll = (): void => {
    const element = area.current;
    if (element === null || pending.current !== undefined) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    // The bottom of the area is the end of the log: where the part in it is not the last, the last one comes.
    const atEnd = scrollHeight - clientHeight - scrollTop < 2 * rowHeight;
    if (scrollTop < before.current - 1 || atEnd) onMove(atEnd);
    before.current = scrollTop;
    const item = virtual.getVirtualItemForOffset(scrollTop);
    if (item === undefined) return;
    top.current = { row: base + item.index, where: "top", below: scrollTop - item.start };
    if (rowCount <= mostRows) return;
    if (atEnd && base + count < rowCount) {
      moveTo(rowCount - 1, "end");
      return;
    }
    if (scrollTop === 0 && base > 0) {
      moveTo(0, "middle");
      return;
    }
    const next =
      item.index < margin ? base - mostRows / 2 : item.index > mostRows - margin ? base + mostRows / 2 : base;
    const moved = Math.max(0, Math.min(rowCount - mostRows, next));
    if (moved === base) return;
    pending.current = top.current;
    setBase(moved);
  };

  const style: LogStyle = { "--figures": String(rowCount).length };
  return (
    <section
      className={styles.area}
      ref={area}
      {...scrollable}
      aria-label={label}
      style={style}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      data-wrap={wrap || undefined}
    >
      <div className={styles.all} style={{ height: virtual.getTotalSize() }}>
        <div className={styles.shown} style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map((item) => (
            <div
              key={item.key}
              className={styles.row}
              data-index={item.index}
              ref={wrap ? virtual.measureElement : undefined}
            >
              {row(base + item.index)}
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}
