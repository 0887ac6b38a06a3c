import type { AccessRequest } from "@headrace/forges";
import { HeadraceError } from "@headrace/pipeline";
import type { ShownCheck } from "./format-check.ts";

/** Tries a host from this machine, whose person may reach what is private to it. Only reads. */
export async function checkHere(request: AccessRequest): Promise<ShownCheck> {
  const { accessOf, checkForge, createForge } = await import("@headrace/forges");
  const answer = accessOf(request);
  if (!answer.ok) throw new HeadraceError("invalid-argument", answer.message, { mend: answer.mend });
  const forge = createForge(answer.access, { allowPrivateHosts: true });
  try {
    const { account, plan, abilities } = await checkForge(forge, { owner: request.owner });
    const { name, version, expiresAt } = account;
    return {
      works: true,
      ...(name === undefined ? {} : { account: name }),
      ...(version === undefined ? {} : { hostVersion: version }),
      ...(plan === undefined ? {} : { plan }),
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
      abilities,
    };
  } finally {
    forge.close();
  }
}
