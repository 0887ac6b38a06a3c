import { type App, ownerSignInLink, prepareFirstStart } from "@headrace/app";
import type { ServerSettings } from "./server-settings.ts";

/** A link for whoever started the server; of `setUp` the owner makes an account, of `signIn` one is signed in. */
export interface FirstLink {
  readonly kind: "setUp" | "signIn";
  readonly url: string;
}

/** Sees to it that somebody can use the server. Undefined where there is nobody to be let in. */
export async function firstLink(
  app: App,
  { bootstrapToken, demo }: Pick<ServerSettings, "bootstrapToken"> & { readonly demo: boolean },
): Promise<FirstLink | undefined> {
  if (demo && bootstrapToken === undefined) {
    const { prepareOwner } = await import("./demo/prepare-owner.ts");
    await prepareOwner(app);
  }
  const start = await prepareFirstStart(app, bootstrapToken === undefined ? {} : { bootstrapToken });
  if (start.kind === "link") return { kind: "setUp", url: `${app.options.publicUrl}${start.path}` };
  if (!demo) return undefined;
  const path = await ownerSignInLink(app);
  return path === undefined ? undefined : { kind: "signIn", url: `${app.options.publicUrl}${path}` };
}
