import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { EmptyState } from "../../../common/empty-state.tsx";
import { scrollable } from "../../../common/scrollable.ts";
import { Visible } from "../../../common/visible.tsx";
import { visibleText } from "../../../common/visible-text.ts";
import type { ReportStage } from "../use-report.ts";
import styles from "./parts.module.css";

/** Text of strangers: links open elsewhere and apart, pictures are links, and HTML is text. */
const components: Components = {
  a: ({ href, children }) =>
    href === undefined || !/^https?:\/\//i.test(href) ? (
      <span>{children}</span>
    ) : (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ),
  // A picture from elsewhere would tell its server who reads this.
  img: ({ src, alt }) =>
    typeof src === "string" && /^https?:\/\//i.test(src) ? (
      <a href={src} target="_blank" rel="noopener noreferrer nofollow">
        {alt === undefined || alt === "" ? "picture" : alt}
      </a>
    ) : (
      <span>{alt}</span>
    ),
  // Headings of the page come before them.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  table: ({ children }) => (
    <section className={styles.wide} aria-label="Table" {...scrollable}>
      <table>{children}</table>
    </section>
  ),
};

const plugins = [remarkGfm];

/** What the steps of each stage wrote for people to read. */
export function SummaryPart({ stages }: { readonly stages: readonly ReportStage[] }) {
  const written = stages.filter(({ summary }) => summary !== "");
  if (written.length === 0) {
    return (
      <EmptyState title="No summary">
        A step writes one, as Markdown, to the file that <code>HEADRACE_SUMMARY</code> names.
      </EmptyState>
    );
  }
  return (
    <>
      {written.map(({ instance, summary }) => (
        <section key={instance} className={styles.summary}>
          <h2>
            <Visible>{instance}</Visible>
          </h2>
          <Markdown components={components} remarkPlugins={plugins}>
            {withNamedControls(summary)}
          </Markdown>
        </section>
      ))}
    </>
  );
}

function withNamedControls(markdown: string): string {
  return markdown.split("\n").map(visibleText).join("\n");
}
