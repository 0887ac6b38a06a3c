import type { LogAnnotation } from "../logs/index.ts";

/** Annotations of one attempt that become events, as many as anybody looks through; what else it printed is in its log. */
const mostKept = 1_000;

export interface AnnotationLimit {
  add(annotation: LogAnnotation): void;
  /** Says how many were left out, if any were. */
  close(): void;
}

/** A program that prints a warning for each of a million lines would otherwise fill the memory and the database. */
export function createAnnotationLimit(keep: (annotation: LogAnnotation) => void): AnnotationLimit {
  let count = 0;
  return {
    add(annotation) {
      count += 1;
      if (count <= mostKept) keep(annotation);
    },
    close() {
      if (count <= mostKept) return;
      const message = `of ${count} errors, warnings and notices the first ${mostKept} are listed; the others are in the log`;
      keep({ level: "warning", message });
    },
  };
}
