import { type Html, html } from "./html.ts";

export interface PageContent {
  readonly title: string;
  readonly body: Html;
  /** Who is signed in. */
  readonly person?: string;
}

/** The whole document. Everything in it comes from this server, as its content security policy says. */
export function layout({ title, body, person }: PageContent): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Headrace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/page.css">
<script src="/assets/page.js" type="module"></script>
</head>
<body>
<header>
<a class="mark" href="/">Headrace</a>
<nav><a href="/api/docs">API</a>${
    person === undefined
      ? undefined
      : html`<form data-post="/api/v1/sign-out" data-next="/"><button class="plain" title="Signed in as ${person}">Sign out</button></form>`
  }</nav>
</header>
<main>
${body}
</main>
</body>
</html>
`.text;
}
