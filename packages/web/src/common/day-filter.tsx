import { Input } from "antd";
import styles from "./day-filter.module.css";

/** A day in the viewer's zone. */
export function DayFilter({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <Input
      className={styles.day}
      type="date"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
