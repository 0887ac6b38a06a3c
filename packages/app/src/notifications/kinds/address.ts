import { z } from "zod";

/** Of a channel that is told by HTTP; whoever knows it may write there, so it is a secret. */
export const address = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .describe("Sealed when it is saved, and never given back by anything");

export function hostOf({ url }: { readonly url: string }): string {
  return new URL(url).host;
}
