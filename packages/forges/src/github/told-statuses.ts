import type { ForgeHttp } from "../http/index.ts";
import type { Statuses } from "../ports/index.ts";
import type { Installation } from "./app.ts";
import type { Signers } from "./capabilities.ts";
import { createChecks } from "./checks.ts";
import { createStatuses } from "./statuses.ts";

export interface ToldStatusesOptions {
  readonly http: ForgeHttp;
  readonly signers: Pick<Signers, "app">;
  readonly installation: Pick<Installation, "granted"> | undefined;
}

/** Checks where an app may write them, which say more; else commit statuses. */
export function createToldStatuses({ http, signers, installation }: ToldStatusesOptions): Statuses {
  const [checks, statuses] = [createChecks(http), createStatuses(http)];
  if (!signers.app) return statuses;
  if (installation === undefined) return checks;
  return {
    async tell(repository, status, before, signal) {
      const isGranted = await installation.granted(signal);
      const kind = isGranted("Checks: write") ? checks : statuses;
      return await kind.tell(repository, status, before, signal);
    },
  };
}
