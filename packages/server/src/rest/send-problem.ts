import type { LiveEvent, Problem } from "@headrace/app";
import type { FastifyReply, FastifyRequest } from "fastify";

/** RFC 9457: `application/problem+json`. Never a stack trace, never the words of what broke inside. */
export async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  challenge = 'Bearer realm="headrace"',
): Promise<FastifyReply> {
  if (isOurs(problem)) logProblem(request, problem);
  if (problem.code === "unauthenticated") reply.header("www-authenticate", challenge);
  const { total } = problem.detail;
  if (problem.code === "range-not-satisfiable") reply.header("content-range", `bytes */${total}`);
  if (typeof problem.detail.retryAfter === "number") reply.header("retry-after", String(problem.detail.retryAfter));
  return await reply
    .status(problem.status)
    .header("content-type", "application/problem+json; charset=utf-8")
    .send(JSON.stringify(problemDocument(problem, request.id)));
}

/** The event with which a stream ends that began well; what stops the server is no news to its log. */
export function problemEvent(request: FastifyRequest, problem: Problem): LiveEvent {
  if (isOurs(problem) && problem.code !== "unavailable") logProblem(request, problem);
  return { event: "problem", data: problemDocument(problem, request.id) };
}

/** What whoever runs this server should see in its log; what a host of code does not answer is no fault of this one. */
function isOurs({ code, status }: Problem): boolean {
  return status >= 500 && code !== "forge-limited" && code !== "forge-unavailable";
}

function logProblem(request: FastifyRequest, problem: Problem): void {
  request.log.error({ err: problem.cause ?? problem }, problem.message);
}

/** As it is sent; `instance` is the id of the request, where there was one. */
export function problemDocument(problem: Problem, instance?: string): Readonly<Record<string, unknown>> {
  return {
    type: `about:blank#${problem.code}`,
    title: titles[problem.status] ?? "Error",
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    ...(problem.mend === undefined ? {} : { mend: problem.mend }),
    ...(problem.faults.length === 0 ? {} : { faults: problem.faults }),
    ...problem.detail,
    ...(instance === undefined ? {} : { instance }),
  };
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  422: "Unprocessable Content",
  428: "Precondition Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  507: "Insufficient Storage",
};
