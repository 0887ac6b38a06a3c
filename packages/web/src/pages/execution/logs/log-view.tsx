import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useImperativeHandle, useRef, useState } from "react";
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

const rowHeight = 20;
/**
 * Rows that stand in the page's scroll area at once. A browser draws an element up to 17.9 million pixels high (Firefox;
 * Chromium and Safari 33.5 million); of a longer log, this part moves along with who scrolls.
 */
const mostRows = 800_000;
/** Rows before either end of that part at which it moves. */
const margin = 20_000;

/** The rows of a log, of which only those in view are drawn. */
export function LogView({ ref, label, rowCount, wrap, row, onLook, onMove }: LogViewProps) {
  const area = useRef<HTMLDivElement>(null);
  const [base, setBase] = useState(0);
  const count = Math.min(rowCount - base, mostRows);
  const virtual = useVirtualizer({
    count: Math.max(0, count),
    getScrollElement: () => area.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [base + (items[0]?.index ?? 0), base + (items.at(-1)?.index ?? -1)];

  useEffect(() => onLook(first, last), [onLook, first, last]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew where they wrap or do not any more
  useEffect(() => virtual.measure(), [wrap]);

  // Of rows that are not there any more nothing can be shown.
  useEffect(() => {
    if (base > 0 && base >= rowCount) setBase(0);
  }, [base, rowCount]);

  const pending = useRef<{ readonly row: number; readonly where: "middle" | "end" } | undefined>(undefined);
  const moveTo = useCallback(
    (wanted: number, where: "middle" | "end"): void => {
      const inside = wanted >= base && wanted < base + mostRows;
      const edge = rowCount <= mostRows;
      if (edge || inside) {
        virtual.scrollToIndex(Math.min(wanted, rowCount - 1) - base, { align: where === "end" ? "end" : "center" });
        return;
      }
      pending.current = { row: wanted, where };
      setBase(Math.max(0, Math.min(rowCount - mostRows, wanted - mostRows / 2)));
    },
    [base, rowCount, virtual],
  );
  useEffect(() => {
    const wanted = pending.current;
    pending.current = undefined;
    if (wanted !== undefined)
      virtual.scrollToIndex(wanted.row - base, { align: wanted.where === "end" ? "end" : "center" });
  }, [base, virtual]);

  useImperativeHandle(ref, () => ({ show: moveTo, focus: () => area.current?.focus({ preventScroll: true }) }), [
    moveTo,
  ]);

  const before = useRef(0);
  const onScroll = (): void => {
    const element = area.current;
    if (element === null) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    // The bottom of the area is the end of the log: where the part in it is not the last, the last one comes.
    const atEnd = scrollHeight - clientHeight - scrollTop < 2 * rowHeight;
    if (scrollTop < before.current - 1 || atEnd) onMove(atEnd);
    before.current = scrollTop;
    if (rowCount <= mostRows || pending.current !== undefined) return;
    if (atEnd && base + count < rowCount) {
      moveTo(rowCount - 1, "end");
      return;
    }
    if (scrollTop === 0 && base > 0) {
      moveTo(0, "middle");
      return;
    }
    const top = Math.floor(scrollTop / rowHeight);
    const next = top < margin ? base - mostRows / 2 : top > mostRows - margin ? base + mostRows / 2 : base;
    const moved = Math.max(0, Math.min(rowCount - mostRows, next));
    if (moved === base) return;
    setBase(moved);
    element.scrollTop = scrollTop + (base - moved) * rowHeight;
    before.current = element.scrollTop;
  };

  return (
    <section
      className={styles.area}
      ref={area}
      {...scrollable}
      aria-label={label}
      onScroll={onScroll}
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
