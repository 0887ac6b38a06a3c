import { withCode } from "../../common/with-code.tsx";
import styles from "./problems-list.module.css";
import type { Problem } from "./reading.ts";
import { SmallButton } from "./small-button.tsx";

export interface ProblemsListProps {
  readonly problems: readonly Problem[];
  readonly onGo: (problem: Problem) => void;
  readonly onFix: (problem: Problem, index: number) => void;
}

/** Everything that is wrong: press one to go there, or mend it at once where that needs no thought. */
export function ProblemsList({ problems, onGo, onFix }: ProblemsListProps) {
  return (
    <ul className={styles.list} aria-label="Problems">
      {problems.map((problem) => {
        const { code, severity, message, mend, path, range } = problem.diagnostic;
        return (
          <li key={`${code} ${path.join(".")} ${range?.start.offset ?? ""} ${message}`}>
            <button type="button" className={styles.problem} onClick={() => onGo(problem)}>
              <span className={severity === "error" ? styles.error : styles.warning}>{severity}</span>
              <span className={styles.words}>
                {withCode(message)} <span className={styles.mend}>{withCode(mend ?? "")}</span>
              </span>
              {range === undefined ? null : <span className={styles.line}>line {range.start.line}</span>}
            </button>
            {problem.fixes.map((fix, index) => (
              <SmallButton key={fix.title} onClick={() => onFix(problem, index)}>
                {fix.title}
              </SmallButton>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
