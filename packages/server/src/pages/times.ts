import { type Html, html } from "./html.ts";

/** `3 min ago`, with the exact time behind it. */
export function ago(time: string | undefined, now: number): Html {
  if (time === undefined) return html``;
  return html`<time datetime="${time}" title="${time}">${agoText(now - Date.parse(time))}</time>`;
}

function agoText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? "yesterday" : `${days} days ago`;
}
