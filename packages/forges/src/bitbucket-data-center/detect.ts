import { z } from "zod";
import { ForgeError, type ForgeHttp } from "../http/index.ts";
import { given } from "../values.ts";

/** What a host of this version and setting can do beyond what all can. */
export interface HostFacts {
  /** Builds with their branch, tests and duration: since 7.14. */
  readonly takesRichBuilds: boolean;
  /** An administrator may have switched them off. */
  readonly takesDeployments: boolean;
}

/** Asked once; a fault is asked again. */
export interface Detected {
  read(signal?: AbortSignal): Promise<HostFacts>;
}

const buildSchema = z.object({ buildStatus: z.array(z.string()).default([]) });

export function detect(http: ForgeHttp): Detected {
  let known: HostFacts | undefined;
  return {
    async read(signal) {
      if (known !== undefined) return known;
      const asked = given("signal", signal);
      const builds = await http
        .json({ path: "/api/latest/build/capabilities", ...asked }, buildSchema)
        .catch(nothingThere);
      const deployments = await http
        .json(
          { path: "/api/latest/deployment/capabilities", ...asked },
          z.unknown().transform(() => true),
        )
        .catch(nothingThere);
      known = {
        takesRichBuilds: builds?.buildStatus.includes("richBuildStatus") ?? false,
        takesDeployments: deployments ?? false,
      };
      return known;
    },
  };
}

function nothingThere(error: unknown): undefined {
  if (error instanceof ForgeError && error.code === "forge-not-found") return undefined;
  throw error;
}
