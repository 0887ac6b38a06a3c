import { maxHeaderSize, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { Problem } from "@headrace/app";
import { problemDocument } from "./send-problem.ts";

/** Answers what Node itself could not read as a request, in our words, and hangs up. */
export function refuseUnread(error: { readonly code: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOfUnread(error.code);
  const body = JSON.stringify(problemDocument(problem));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    "Content-Type: application/problem+json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-Content-Type-Options: nosniff",
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroySoon());
}

/** By Node's code, or that of its parser. */
function problemOfUnread(code: string): Problem {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new Problem("headers-too-large", `the address and headers take more than ${maxHeaderSize} bytes`, {
        mend: "send fewer or shorter headers; what is long belongs in the body",
      });
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new Problem("too-large", "the body's chunks carry too many extensions", { mend: "send them without" });
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new Problem("request-timeout", "the request did not arrive in time", { mend: "send it again, at once" });
    default:
      return new Problem("invalid-input", "this is not a request of HTTP", {
        mend: "send a request line, headers and a body as HTTP/1.1 writes them",
      });
  }
}
