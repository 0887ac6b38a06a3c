import type { OutputOf } from "@headrace/app/client";
import { formatDuration } from "@headrace/pipeline";
import { type Html, html } from "./html.ts";
import { status } from "./status.ts";
import { ago } from "./times.ts";

/** One execution: its stages, and where to read on. */
export function executionPage(execution: OutputOf<"executions.get">, now: number): Html {
  const { id, number, pipeline, stages } = execution;
  const base = `/api/v1/executions/${id}`;
  return html`<h1>${pipeline.name}#${number} ${status(execution.outcome ?? execution.state)}</h1>
<p class="quiet">${execution.branch} · <code>${execution.commit.slice(0, 10)}</code> · started by ${execution.triggeredBy.name} ${ago(execution.createdAt, now)}</p>
<div class="wide"><table>
<thead><tr><th>Stage</th><th>Outcome</th><th>Duration</th><th>Note</th><th>Log</th></tr></thead>
<tbody>
${stages.map(
  (stage) => html`<tr>
<td>${stage.instance}</td>
<td>${status(stage.outcome ?? stage.status)}</td>
<td>${stage.durationMs === undefined ? undefined : formatDuration(stage.durationMs)}</td>
<td class="quiet">${stage.message}</td>
<td>${stage.attempt === 0 ? undefined : html`<a href="${base}/logs/raw?stage=${encodeURIComponent(stage.instance)}">read</a>`}</td>
</tr>`,
)}
</tbody>
</table></div>
<section>
<h2>Read on</h2>
<p>As JSON: <a href="${base}">execution</a>, <a href="${base}/failure-summary">failure summary</a>, <a href="${base}/tests">tests</a>, <a href="${base}/artifacts">artifacts</a>, <a href="${base}/events">events</a></p>
<pre>headrace watch ${id}
headrace logs ${id} --follow
headrace reproduce ${id}</pre>
</section>`;
}
