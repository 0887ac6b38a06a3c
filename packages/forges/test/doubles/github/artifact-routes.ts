import { artifactAnswer } from "./answers.ts";
import { inRepository, listed, missing, type Route, refuse } from "./reply.ts";

const actions = "/repos/{owner}/{repo}/actions";

export const artifactRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${actions}/runs/{run_id}/artifacts`,
    reply: inRepository(({ runs, artifacts }, { params, query }) => {
      if (!runs.some(({ id }) => String(id) === params.run_id)) return missing;
      const mine = artifacts.filter(({ run }) => String(run) === params.run_id);
      return listed("artifacts", mine, query, artifactAnswer);
    }),
  },
  {
    method: "GET",
    path: `${actions}/artifacts/{artifact_id}/{archive_format}`,
    reply: inRepository(({ artifacts }, { params, storageUrl }) => {
      const artifact = artifacts.find(({ id }) => String(id) === params.artifact_id);
      if (artifact === undefined || params.archive_format !== "zip") return missing;
      if (artifact.expired) return refuse(410, "Artifact has expired");
      return { status: 302, headers: { location: `${storageUrl}/artifacts/${artifact.id}` } };
    }),
  },
];
