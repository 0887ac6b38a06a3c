import { randomUUID } from "node:crypto";
import { HeadraceError } from "@headrace/pipeline";
import type { RequestBody } from "./exchanges.ts";
import { ForgeError } from "./forge-error.ts";
import type { ForgeRequest, FormFile } from "./forge-http.ts";
import { isBelow } from "./is-below.ts";

/** The base URL without a slash at its end. Throws `invalid-argument`. */
export function readBaseUrl({ baseUrl, allowPrivateHosts = false }: BaseUrl): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isFit = url?.protocol === "https:" || (url?.protocol === "http:" && allowPrivateHosts);
  if (isFit && url.username === "" && url.search === "" && url.hash === "") return url.href.replace(/\/+$/, "");
  throw new HeadraceError("invalid-argument", "the forge's base URL cannot be used", {
    mend: "give one that begins with https:// and holds neither a user nor a question mark",
  });
}

interface BaseUrl {
  readonly baseUrl: string;
  readonly allowPrivateHosts?: boolean;
}

/**
 * The whole address of a request. One that leads away from the base URL is not asked, unless the request says that it may
 * be elsewhere; that must be encrypted where the forge is.
 */
export function addressOf(base: string, { path, query = {}, isElsewhere = false }: ForgeRequest): URL {
  const url = URL.parse(path.startsWith("/") ? base + path : path);
  const root = new URL(base);
  if (url === null) {
    throw new ForgeError("forge-answer-unreadable", "the forge links to what is no address", {
      mend: "look whether the connection's base URL is the one that the forge itself uses",
    });
  }
  const isEncrypted = url.protocol === "https:" || url.protocol === root.protocol;
  if (isElsewhere ? !isEncrypted : !isBelow(root, url)) {
    throw new ForgeError(
      "forge-answer-unreadable",
      `the forge links to ${url.origin}, ${isElsewhere ? "which is not encrypted" : "which is not where it is"}`,
      {
        mend: "look whether the connection's base URL is the one that the forge itself uses",
      },
    );
  }
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

interface Sent {
  readonly body: RequestBody;
  readonly headers: Readonly<Record<string, string>>;
}

export function bodyOf(request: ForgeRequest): Sent {
  if (request.file !== undefined) return fileForm(request.file);
  if (request.form !== undefined) return sent(new URLSearchParams(request.form).toString(), formType);
  if (request.document !== undefined) return sent(request.document.text, request.document.type);
  if (request.multipart !== undefined) return multipartOf(request.multipart);
  if (request.body !== undefined) return sent(JSON.stringify(request.body), "application/json");
  return { body: undefined, headers: {} };
}

/** The same body; `onPart` is called with each part of one that is sent as it comes. */
export function watched(body: RequestBody, onPart: () => void): RequestBody {
  if (typeof body !== "function") return body;
  return async function* () {
    for await (const part of body()) {
      onPart();
      yield part;
    }
  };
}

/** The boundary is drawn, so that no text can hold it. The names are ours. */
function multipartOf(parts: Readonly<Record<string, string>>) {
  const boundary = `headrace-${randomUUID()}`;
  const written = Object.entries(parts).map(
    ([name, text]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  );
  return sent(`${written.join("")}--${boundary}--\r\n`, `multipart/form-data; boundary=${boundary}`);
}

/** The file between the lines around it, never as a whole in memory. */
function fileForm({ field, name, length, open }: FormFile): Sent {
  const boundary = `headrace-${randomUUID()}`;
  const disposition = `content-disposition: form-data; name="${field}"; filename="${quoted(name)}"`;
  const before = Buffer.from(`--${boundary}\r\n${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`);
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* body() {
    yield before;
    yield* open();
    yield after;
  }
  const headers = {
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": String(before.length + length + after.length),
  };
  return { body, headers };
}

/** What would end the name, or its line. https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
function quoted(name: string): string {
  return name.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
}

const formType = "application/x-www-form-urlencoded";

function sent(body: string, type: string) {
  return { body, headers: { "content-type": type, "content-length": String(Buffer.byteLength(body)) } };
}
