import type { StageCategory } from "@headrace/pipeline";
import type { ReactElement } from "react";
import styles from "./category-icon.module.css";

/** The drawing of a kind of work; its word stands beside it. */
export function CategoryIcon({ category }: { readonly category: StageCategory }) {
  return (
    <svg className={styles.icon} width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      {drawings[category]}
    </svg>
  );
}

const drawings: Readonly<Record<StageCategory, ReactElement>> = {
  source: (
    <>
      <path d="M6 6.6v6.8M14 8.1c0 3.4-8 1.6-8 5" />
      <circle cx="6" cy="4.8" r="1.8" />
      <circle cx="6" cy="15.2" r="1.8" />
      <circle cx="14" cy="6.3" r="1.8" />
    </>
  ),
  build: <path d="M10 3l6 3.4v7.2L10 17l-6-3.4V6.4zM4.2 6.5L10 9.8l5.8-3.3M10 9.8V17" />,
  test: <path d="M8 3.5h4M8.8 3.5v4.4L4.6 15a1.1 1.1 0 0 0 1 1.6h8.8a1.1 1.1 0 0 0 1-1.6l-4.2-7.1V3.5M6.6 12h6.8" />,
  security: <path d="M10 3l6 2.2v4.3c0 3.6-2.5 6.2-6 7.5-3.5-1.3-6-3.9-6-7.5V5.2zM7.3 9.9l2 2 3.5-3.8" />,
  deploy: <path d="M10 13.5v-10M6.2 7L10 3.2 13.8 7M4 12.5v3a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-3" />,
  notify: <path d="M5.5 8.5a4.5 4.5 0 0 1 9 0c0 4 1.5 5 1.5 5H4s1.5-1 1.5-5zM8.4 16.3a1.8 1.8 0 0 0 3.2 0" />,
  custom: <path d="M4.5 5.5l4 4.5-4 4.5M10.5 14.5h5" />,
};
