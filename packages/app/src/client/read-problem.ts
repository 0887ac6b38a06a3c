import { type Fault, ownFault, Problem, type ProblemCode, problemStatus } from "../problems/problem.ts";

/** Members of a problem document that `Problem` has of its own; the others are its detail. */
const own = ["type", "title", "status", "code", "detail", "mend", "faults", "instance"];

/** What an answer that is no success says, as the problem that the server threw. */
export async function readProblem(response: Response): Promise<Problem> {
  return (
    problemIn(parsed(await response.text()), response.status) ??
    new Problem(codeOf(response.status), `the server answered ${response.status} without saying why`, {
      mend: "look whether the address is that of a Headrace server",
    })
  );
}

/** What the last event of a stream says that the server did not end well. */
export function problemOfEvent(document: unknown): Problem {
  return problemIn(document, 500) ?? ownFault("the server ended the stream without saying why");
}

function problemIn(document: unknown, status: number): Problem | undefined {
  if (!isRecord(document) || typeof document.detail !== "string") return undefined;
  return new Problem(isCode(document.code) ? document.code : codeOf(status), document.detail, {
    mend: typeof document.mend === "string" ? document.mend : undefined,
    faults: Array.isArray(document.faults)
      ? document.faults.flatMap((fault: unknown) => (isRecord(fault) ? [faultIn(fault)] : []))
      : [],
    detail: Object.fromEntries(Object.entries(document).filter(([key]) => !own.includes(key))),
  });
}

function faultIn({ path, message, mend }: Readonly<Record<string, unknown>>): Fault {
  return { path: String(path), message: String(message), ...(typeof mend === "string" ? { mend } : {}) };
}

function codeOf(status: number): ProblemCode {
  if (status === 401) return "unauthenticated";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status === 413) return "too-large";
  if (status === 429) return "rate-limited";
  return status >= 500 ? "unavailable" : "invalid-input";
}

function isCode(value: unknown): value is ProblemCode {
  return typeof value === "string" && Object.hasOwn(problemStatus, value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
