import { type App, type Asking, allOperations, ownFault, perform } from "@headrace/app";
import type { Ask } from "./ask.ts";

/** Asks this process's own application. */
export function askInProcess(app: App, asking: Omit<Asking, "signal">): Ask {
  return async (name, input, signal) => {
    const operation = allOperations.find((each) => each.name === name);
    if (operation === undefined) throw ownFault(`there is no operation ${name}`);
    const answer = await perform(app, operation, input, { ...asking, signal });
    // As every face shows it: times as texts, nothing that JSON has no word for.
    return JSON.parse(JSON.stringify(answer ?? null));
  };
}
