import { type Access, allOperations, type Operation } from "@headrace/app";
import { type JsonSchema, jsonSchemaOf } from "../rest/json-schema-of.ts";
import { isRecord, routeOf } from "../rest/route-of.ts";
import { type Field, fieldsOf, typeOf } from "./fields-of.ts";
import { Html, html } from "./html.ts";

/** The API for people: every operation with what it takes, what it answers, and an example to copy. */
export function referencePage(publicUrl: string): string {
  const families = [...Map.groupBy(allOperations, ({ name }) => familyOf(name))];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API · Headrace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
<link rel="stylesheet" href="/assets/reference.css">
<script src="/assets/reference.js" type="module"></script>
</head>
<body class="reference">
<header>
<a class="mark" href="/">Headrace</a>
<nav><a href="/api/openapi.json">OpenAPI 3.1</a></nav>
</header>
<div class="columns">
<nav class="families" aria-label="Families of operations">
<input type="search" id="search" placeholder="Search" aria-label="Search operations" autocomplete="off" spellcheck="false">
<ul>
${families.map(
  ([family, operations]) =>
    html`<li><a href="#${family}">${titleOf(family)}</a> <span class="quiet">${operations.length}</span></li>`,
)}
</ul>
</nav>
<main>
<h1>The API</h1>
${introduction(publicUrl)}
<p id="nothing" class="quiet" hidden>No operation has these words. <button class="plain" type="button">Show all</button></p>
${families.map(
  ([family, operations]) => html`<section id="${family}">
<h2>${titleOf(family)}</h2>
${operations.map((operation) => entry(operation, publicUrl))}
</section>`,
)}
</main>
</div>
</body>
</html>
`.text;
}

function introduction(publicUrl: string): Html {
  return html`<p>Paths are below <code>${publicUrl}/api/v1</code>. Send a token as
<code>Authorization: Bearer …</code>; where you belong to several organizations, say which with
<code>Headrace-Organization</code>. What goes wrong is a problem document with a stable <code>code</code>, what happened
in <code>detail</code> and what to do in <code>mend</code>. A request with an <code>Idempotency-Key</code> is done once,
however often it is sent. Lists give <code>nextCursor</code> while there is more.</p>`;
}

function entry(operation: Operation, publicUrl: string): Html {
  const { name, http, summary, description, access, effect } = operation;
  const paths = [http.path, ...(http.aliases ?? [])];
  return html`<details id="${name}" class="operation">
<summary><span class="method ${effect}">${http.method}</span> <code class="path">${http.path}</code> <span class="what">${summary}</span></summary>
<div class="inside">
<p class="facts"><code>${name}</code> <span class="quiet">needs ${needs(access)}</span> <span class="quiet">${effects[effect]}</span></p>
${description === undefined ? undefined : html`<p>${prose(description)}</p>`}
${paths.length === 1 ? undefined : html`<p>Also at ${join(paths.slice(1).map((path) => html`<code>${path}</code>`))}.</p>`}
${inputs(operation)}
<h3>Example</h3>
<pre>${requestOf(operation, publicUrl)}</pre>
${answers(operation)}
</div>
</details>`;
}

const effects = { read: "changes nothing", write: "writes", destructive: "removes" } as const;

function needs(access: Access): Html {
  switch (access.kind) {
    case "public":
      return html`nothing`;
    case "signed-in":
      return html`you to be signed in`;
    case "organization":
    case "target":
      return html`<code>${access.permission}</code>`;
  }
}

function inputs(operation: Operation): Html | undefined {
  const shape = routeOf(operation);
  const placeOf = (path: string): string => {
    const key = /^\w+/.exec(path)?.[0] ?? path;
    if (shape.pathKeys.includes(key)) return "path";
    const header = shape.headerKeys[key];
    return header === undefined ? shape.restIn : `header ${header}`;
  };
  const fields = fieldsOf({ type: "object", properties: shape.properties, required: shape.required });
  const bytes = operation.http.body === "bytes" ? html`<p>The body is the bytes themselves.</p>` : undefined;
  if (fields.length === 0) return bytes;
  return html`<h3>Takes</h3>
${table(fields, placeOf)}
${bytes}`;
}

function answers(operation: Operation): Html {
  const { http, example } = operation;
  const schema = jsonSchemaOf(operation.output, "output");
  const fields = fieldsOf(schema);
  const forms = [
    ...(example.output === undefined ? [] : [html`JSON`]),
    ...(http.answers?.includes("bytes") ? [html`bytes`] : []),
    ...(http.answers?.includes("events") ? [html`events, as <code>text/event-stream</code>`] : []),
  ];
  return html`<h3>Answers <span class="quiet">${http.status ?? 200} ${join(forms)}</span></h3>
${fields.length === 0 ? (example.output === undefined || isEmpty(schema) ? undefined : html`<p>${typeOf(schema)}</p>`) : table(fields)}
${example.output === undefined ? undefined : html`<pre>${JSON.stringify(example.output, null, 2)}</pre>`}`;
}

function isEmpty(schema: JsonSchema): boolean {
  return isRecord(schema.properties) && Object.keys(schema.properties).length === 0;
}

function table(fields: readonly Field[], placeOf?: (path: string) => string): Html {
  return html`<div class="wide"><table>
<thead><tr><th>Field</th><th>Type</th>${placeOf === undefined ? undefined : html`<th>In</th>`}<th>Says</th></tr></thead>
<tbody>
${fields.map(
  ({ path, type, required, description }) => html`<tr>
<td><code>${path}</code>${required && placeOf !== undefined ? html` <span class="required">required</span>` : undefined}</td>
<td class="type">${type}</td>
${placeOf === undefined ? undefined : html`<td class="quiet">${placeOf(path)}</td>`}
<td class="says">${prose(description)}</td>
</tr>`,
)}
</tbody>
</table></div>`;
}

/** As a command for a shell. */
function requestOf(operation: Operation, publicUrl: string): string {
  const shape = routeOf(operation);
  const sample: Readonly<Record<string, unknown>> = { ...operation.example.input };
  const path = operation.http.path.replaceAll(/\{(\w+)\}/g, (_found, key: string) => String(sample[key]));
  const rest = Object.entries(sample).filter(([key]) => shape.restKeys.includes(key));
  const query = new URLSearchParams(rest.map(([key, value]): [string, string] => [key, String(value)]));
  const inQuery = shape.restIn === "query" && query.size > 0;
  const lines = [
    `curl ${operation.http.method === "GET" ? "" : `-X ${operation.http.method} `}${quoted(`${publicUrl}/api/v1${path}${inQuery ? `?${query}` : ""}`)}`,
    ...(operation.access.kind === "public" ? [] : [`  -H "Authorization: Bearer $HEADRACE_TOKEN"`]),
    ...Object.entries(shape.headerKeys).flatMap(([key, header]) =>
      key in sample ? [`  -H ${quoted(`${header}: ${String(sample[key])}`)}`] : [],
    ),
    ...(shape.restIn === "body"
      ? [`  -H "Content-Type: application/json"`, `  -d ${quoted(JSON.stringify(Object.fromEntries(rest)))}`]
      : []),
    ...(operation.http.body === "bytes" ? ["  --data-binary @file"] : []),
  ];
  return lines.join(" \\\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function join(parts: readonly Html[]): Html {
  return new Html(parts.map((part) => part.text).join(", "));
}

/** What stands between backticks is code. */
function prose(text: string): Html {
  const parts = text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
  return new Html(parts.map((part) => part.text).join(""));
}

function familyOf(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

function titleOf(family: string): string {
  const words = family.replaceAll("-", " ");
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
