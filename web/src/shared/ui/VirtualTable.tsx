// A table of any length: only the rows on screen exist. Arrow keys move, Enter opens.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import styles from "./VirtualTable.module.css";

export interface Column<T> {
  key: string;
  title: ReactNode;
  /** A CSS grid track, e.g. "minmax(120px, 2fr)". */
  width: string;
  align?: "right";
  cell: (row: T, index: number) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  total: number;
  /** Undefined = not loaded yet; a placeholder is shown. */
  row: (index: number) => T | undefined;
  rowKey?: (row: T) => string;
  rowHeight?: number;
  minWidth?: number;
  selected?: (row: T) => boolean;
  onOpen?: (row: T) => void;
  onRange?: (first: number, last: number) => void;
}

export function VirtualTable<T>(props: Props<T>) {
  const { label, columns, total, row, rowHeight = 40, minWidth = 720, onOpen, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    paddingStart: 36,
    scrollPaddingStart: 36,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => onRange?.(first, last), [first, last, onRange]);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(total - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus({ preventScroll: true }),
    );
  };
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 15,
    PageUp: -15,
    Home: -total,
    End: total,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const current = row(active);
    if (step !== undefined) {
      event.preventDefault();
      move(active + step);
    } else if (
      event.key === "Enter" &&
      event.target === event.currentTarget.querySelector(":focus") &&
      current
    ) {
      onOpen?.(current);
    }
  };
  const focusable = active >= first && active <= last ? active : first;
  const template = { gridTemplateColumns: columns.map((c) => c.width).join(" "), minWidth };

  return (
    <div className={styles.scroller} ref={scroller}>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        className={styles.body}
        style={{ height: virtual.getTotalSize(), minWidth }}
        onKeyDown={onKeyDown}
      >
        <div role="row" aria-rowindex={1} className={styles.head} style={template}>
          {columns.map((column) => (
            <div
              role="columnheader"
              key={column.key}
              className={column.align === "right" ? styles.right : undefined}
            >
              {column.title}
            </div>
          ))}
        </div>
        {items.map((item) => (
          <Row
            key={item.key}
            {...props}
            data={row(item.index)}
            index={item.index}
            top={item.start}
            height={item.size}
            template={template}
            focusable={item.index === focusable}
            onFocusRow={() => setActive(item.index)}
          />
        ))}
      </div>
    </div>
  );
}

interface RowProps<T> extends Props<T> {
  data: T | undefined;
  index: number;
  top: number;
  height: number;
  template: { gridTemplateColumns: string; minWidth: number };
  focusable: boolean;
  onFocusRow: () => void;
}

function Row<T>({
  data,
  index,
  top,
  height,
  template,
  columns,
  onOpen,
  selected,
  focusable,
  onFocusRow,
}: RowProps<T>) {
  const className = [
    styles.row,
    onOpen ? styles.open : "",
    data && selected?.(data) ? styles.selected : "",
  ].join(" ");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles keys for the focused row
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-busy={data === undefined}
      data-row={index}
      tabIndex={focusable ? 0 : -1}
      className={className}
      style={{ ...template, transform: `translateY(${top}px)`, height }}
      onFocus={onFocusRow}
      onClick={() => data && onOpen?.(data)}
    >
      {columns.map((column) => (
        <div role="gridcell" key={column.key} className={column.align === "right" ? styles.right : undefined}>
          {data === undefined ? <span className={styles.waiting} /> : column.cell(data, index)}
        </div>
      ))}
    </div>
  );
}
