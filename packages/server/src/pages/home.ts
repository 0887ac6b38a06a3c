import type { OutputOf } from "@headrace/app/client";
import { type Html, html } from "./html.ts";
import { status } from "./status.ts";
import { ago } from "./times.ts";

export interface HomeFacts {
  readonly publicUrl: string;
  readonly executions: OutputOf<"executions.list">["items"];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Where a person who is signed in begins: what has run, and what to do next. */
export function home({ publicUrl, executions, now }: HomeFacts): Html {
  const red = executions.find(({ outcome }) => outcome === "failed");
  return html`<h1>Executions</h1>
${executions.length === 0 ? html`<p class="quiet">Nothing has run yet. A pipeline that you run is shown here.</p>` : table(executions, now)}
<section>
<h2>From the command line</h2>
<p>A token lets the <code>headrace</code> command, or any program, act for you on this server.</p>
<form class="row" data-post="/api/v1/tokens" data-show="token">
<input type="hidden" name="name" value="Command line">
<input type="hidden" name="scopes" value="admin" data-list>
<button>Make a token</button>
<p class="problem" role="alert" hidden></p>
<output hidden></output>
</form>
<pre>headrace login ${publicUrl}
headrace executions list --server ${publicUrl}${red === undefined ? undefined : html`\nheadrace watch ${red.id}\nheadrace reproduce ${red.id}`}</pre>
</section>
<section>
<h2>From a program</h2>
<ul>
<li><a href="/api/docs">The API</a>, every operation with an example</li>
<li><a href="/api/openapi.json">openapi.json</a>, for tools</li>
<li><a href="/api/v1/me">Who you are</a>, and what you may do</li>
<li><a href="/api/v1/repositories">Repositories</a> and <a href="/api/v1/pipelines">pipelines</a>, as JSON</li>
</ul>
</section>`;
}

function table(executions: HomeFacts["executions"], now: number): Html {
  return html`<div class="wide"><table>
<thead><tr><th>Status</th><th>Execution</th><th>Branch</th><th class="extra">Commit</th><th class="extra">Started by</th><th>When</th><th>JSON</th></tr></thead>
<tbody>
${executions.map(
  (each) => html`<tr>
<td>${status(each.outcome ?? each.state)}</td>
<td><a href="/executions/${each.id}">${each.pipeline.name}#${each.number}</a></td>
<td>${each.branch}</td>
<td class="extra"><code>${each.commit.slice(0, 10)}</code></td>
<td class="extra">${each.triggeredBy.name}</td>
<td>${ago(each.createdAt, now)}</td>
<td><a href="/api/v1/executions/${each.id}">open</a></td>
</tr>`,
)}
</tbody>
</table></div>`;
}
