import { z } from "zod";
import { inRepository, ok, page, type Route, refuse } from "./reply.ts";
import type { Told } from "./vendor-types.ts";

// What is written to commits: build statuses, and Code Insights' reports.

const commitPath = "/repositories/{workspace}/{repo_slug}/commit/{commit}";
const reportPath = `${commitPath}/reports/{reportId}`;

const statusSchema = z.looseObject({ key: z.string().max(40) });
const annotationsSchema = z
  .array(z.looseObject({ external_id: z.string() }))
  .min(1)
  .max(100);

export const commitRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${commitPath}/statuses`,
    reply: inRepository(({ statuses }, question) => {
      const mine = [...statuses].filter(([at]) => at.startsWith(`${question.params.commit} `));
      return page(
        mine.map(([, status]) => status),
        question,
      );
    }),
  },
  {
    method: "GET",
    path: `${commitPath}/statuses/build/{key}`,
    reply: inRepository(({ statuses }, { params }) => {
      const status = statuses.get(`${params.commit} ${params.key}`);
      return status === undefined ? refuse(404, "No such status") : ok(status);
    }),
  },
  {
    method: "GET",
    path: "/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/statuses",
    reply: inRepository(({ statuses, tree }, question) => {
      const pull = tree.pulls[Number(question.params.pull_request_id) - 1];
      if (pull === undefined) return refuse(404, "No such pull request");
      const commit = tree.branches.get(pull.from);
      // By the branch that they were told for: without one they are the commit's alone.
      const mine = [...statuses].filter(([at, { refname }]) => at.startsWith(`${commit} `) && refname === pull.from);
      return page(
        mine.map(([, status]) => status),
        question,
      );
    }),
  },
  {
    method: "POST",
    path: `${commitPath}/statuses/build`,
    reply: inRepository(({ statuses }, { params, body }) => {
      const status = statusSchema.parse(body);
      statuses.set(`${params.commit} ${status.key}`, status);
      return { status: 201, json: status };
    }),
  },
  {
    method: "GET",
    path: `${commitPath}/reports`,
    reply: inRepository(({ reports }, question) => {
      const mine = [...reports].filter(([at]) => at.startsWith(`${question.params.commit} `));
      return page(
        mine.map(([, { body }]) => body),
        question,
      );
    }),
  },
  {
    method: "GET",
    path: reportPath,
    reply: inRepository(({ reports }, { params }) => {
      const report = reports.get(`${params.commit} ${params.reportId}`);
      return report === undefined ? refuse(404, "No such report") : ok(report.body);
    }),
  },
  {
    method: "GET",
    path: `${reportPath}/annotations`,
    reply: inRepository(({ reports }, question) => {
      const report = reports.get(`${question.params.commit} ${question.params.reportId}`);
      return report === undefined ? refuse(404, "No such report") : page([...report.annotations.values()], question);
    }),
  },
  {
    method: "PUT",
    path: reportPath,
    reply: inRepository(({ reports }, { params, body }) => {
      const at = `${params.commit} ${params.reportId}`;
      const report: Told<"report"> = z.looseObject({}).parse(body);
      reports.set(at, { body: report, annotations: reports.get(at)?.annotations ?? new Map() });
      return ok(report);
    }),
  },
  {
    method: "DELETE",
    path: reportPath,
    reply: inRepository(({ reports }, { params }) =>
      reports.delete(`${params.commit} ${params.reportId}`) ? { status: 204 } : refuse(404, "No such report"),
    ),
  },
  {
    method: "POST",
    path: `${reportPath}/annotations`,
    reply: inRepository(({ reports }, { params, body }) => {
      const report = reports.get(`${params.commit} ${params.reportId}`);
      if (report === undefined) return refuse(404, "No such report");
      const annotations = annotationsSchema.parse(body);
      for (const one of annotations) report.annotations.set(one.external_id, one);
      return ok(annotations);
    }),
  },
];
