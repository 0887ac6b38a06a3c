import { Link } from "react-router";
import { useOperation } from "../../client/use-operation.ts";
import { formatDuration, formatMinutes } from "../../common/format-duration.ts";
import { Section } from "../../common/page.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { everyPeriod } from "../analytics/every-period.ts";
import { outcomeShares, shareOf } from "../analytics/share.ts";
import { useRange } from "../analytics/use-range.ts";
import { Sparkline } from "./sparkline.tsx";
import styles from "./trends.module.css";

/** How the last 30 days went. */
export function Trends() {
  const range = useRange({ range: "" });
  const { data } = useOperation(
    "analytics.summary",
    { from: range.from, to: range.to, utcOffset: -new Date().getTimezoneOffset() },
    { every: 60_000 },
  );
  const days = data === undefined ? [] : everyPeriod(data, range);
  const trends = [
    {
      name: "Succeeded",
      value: data === undefined ? "–" : outcomeShares(data.totals).succeeded,
      values: days.map((day) => shareOf(day.success, day)),
    },
    {
      name: "Executions",
      value: String(data?.totals.executions ?? "–"),
      values: days.map(({ executions }) => executions),
    },
    {
      name: "Median duration",
      value: data?.totals.p50Ms === undefined ? "–" : formatDuration(data.totals.p50Ms),
      values: days.map(({ p50Ms }) => p50Ms),
    },
    {
      name: "Minutes",
      value: data === undefined ? "–" : formatMinutes(data.totals.minutes),
      values: days.map(({ minutes }) => minutes),
    },
  ];
  return (
    <Section title="Last 30 days" actions={<Link to={pagePaths.analytics}>Analytics</Link>}>
      <dl className={styles.trends}>
        {trends.map(({ name, value, values }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value}
              <Sparkline values={values} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
