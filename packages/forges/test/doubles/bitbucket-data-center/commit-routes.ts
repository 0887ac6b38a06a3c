import { z } from "zod";
import { inRepository, ok, page, type Route, refuse } from "./reply.ts";
import type { Answer, Told } from "./vendor-types.ts";

// What is written to commits: builds, Code Insights' reports, and deployments.

const inPlace = "/projects/{projectKey}/repos/{repositorySlug}";
const commitPath = `/api/latest${inPlace}/commits/{commitId}`;
const reportPath = `/insights/latest${inPlace}/commits/{commitId}/reports/{key}`;

const buildSchema = z.looseObject({ key: z.string().max(255), url: z.url() });
const reportSchema = z.looseObject({ data: z.array(z.unknown()).max(6) });
const annotationsSchema = z.object({ annotations: z.array(z.looseObject({})).max(1_000) });
const deploymentSchema = z.looseObject({
  key: z.string(),
  deploymentSequenceNumber: z.number().int(),
  environment: z.looseObject({ key: z.string() }),
});

export const commitRoutes: readonly Route[] = [
  {
    method: "GET",
    path: commitPath,
    reply: inRepository(({ tree }, { params: { commitId: id = "" } }) =>
      tree.commits.has(id)
        ? ok({ id, displayId: id.slice(0, 11), message: "" } satisfies Answer<"RestCommit">)
        : refuse(404, `Commit '${id}' does not exist in this repository`),
    ),
  },
  {
    method: "POST",
    path: `${commitPath}/builds`,
    reply: inRepository(({ builds }, { params, body }) => {
      const build = buildSchema.parse(body);
      builds.set(`${params.commitId} ${build.key}`, build);
      return { status: 204 };
    }),
  },
  {
    method: "GET",
    path: `${commitPath}/builds`,
    reply: inRepository(({ builds }, { params, query }) => {
      const build = builds.get(`${params.commitId} ${query.get("key")}`);
      if (build === undefined) return refuse(404, "No such build status");
      const { lastUpdated: _, ...told } = build;
      return ok(told satisfies Told<"RestBuildStatus">);
    }),
  },
  {
    method: "POST",
    path: "/build-status/latest/commits/{commitId}",
    // They belong to no repository.
    reply: ({ repositories }, { params, body }) => {
      const build = buildSchema.parse(body);
      for (const { builds } of repositories) builds.set(`${params.commitId} ${build.key}`, build);
      return { status: 204 };
    },
  },
  {
    method: "GET",
    path: "/build-status/latest/commits/{commitId}",
    reply: (world, { params, query }) => {
      const all = world.repositories.flatMap(({ builds }) => [...builds]);
      const mine = all
        .filter(([at]) => at.startsWith(`${params.commitId} `))
        .map(([, { lastUpdated: _, ...build }]): Told<"RestBuildStatus"> => build);
      return ok(page(mine, query, world));
    },
  },
  {
    method: "GET",
    path: reportPath.replace("/{key}", ""),
    reply: inRepository(({ reports }, { params, query }, world) => {
      const mine = [...reports].filter(([at]) => at.startsWith(`${params.commitId} `));
      return ok(
        page(
          mine.map(([at, { body }]) => reportAnswer(at, body)),
          query,
          world,
        ),
      );
    }),
  },
  {
    method: "GET",
    path: reportPath,
    reply: inRepository(({ reports }, { params }) => {
      const at = `${params.commitId} ${params.key}`;
      const report = reports.get(at);
      return report === undefined ? refuse(404, "No such report") : ok(reportAnswer(at, report.body));
    }),
  },
  {
    method: "GET",
    path: `${reportPath}/annotations`,
    reply: inRepository(({ reports }, { params }) => {
      const report = reports.get(`${params.commitId} ${params.key}`);
      if (report === undefined) return refuse(404, "No such report");
      return ok({ annotations: report.annotations } satisfies Answer<"RestInsightAnnotationsResponse", "annotations">);
    }),
  },
  {
    method: "PUT",
    path: reportPath,
    reply: inRepository(({ reports }, { params, body }) => {
      const at = `${params.commitId} ${params.key}`;
      const report: Told<"RestInsightReport"> = reportSchema.parse(body);
      reports.set(at, { body: report, annotations: reports.get(at)?.annotations ?? [] });
      return ok(reportAnswer(at, report));
    }),
  },
  {
    method: "DELETE",
    path: `${reportPath}/annotations`,
    reply: inRepository(({ reports }, { params }) => {
      reports.get(`${params.commitId} ${params.key}`)?.annotations.splice(0);
      return { status: 204 };
    }),
  },
  {
    method: "POST",
    path: `${reportPath}/annotations`,
    reply: inRepository(({ reports }, { params, body }) => {
      const report = reports.get(`${params.commitId} ${params.key}`);
      if (report === undefined) return refuse(404, "No such report");
      report.annotations.push(...annotationsSchema.parse(body).annotations);
      return { status: 204 };
    }),
  },
  {
    method: "POST",
    path: `${commitPath}/deployments`,
    reply: inRepository(({ deployments }, { body }) => {
      const deployment = deploymentSchema.parse(body);
      const { key, deploymentSequenceNumber, environment } = deployment;
      deployments.set(`${key} ${deploymentSequenceNumber} ${environment.key}`, deployment);
      return ok(deployment);
    }),
  },
];

function reportAnswer(at: string, report: Told<"RestInsightReport">) {
  const key = at.slice(at.indexOf(" ") + 1);
  return { ...report, key } satisfies Answer<"RestInsightReport", keyof typeof report>;
}
