import { isAbsolute, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { HeadraceError } from "@headrace/pipeline";

/** Where a repository is fetched from, as git is told; none of them holds a password. */
export type Remote =
  | { readonly kind: "http"; readonly url: string }
  | { readonly kind: "ssh"; readonly url: string; readonly host: string }
  | { readonly kind: "local"; readonly url: string };

const user = "[A-Za-z0-9_][A-Za-z0-9_.+-]*";
const host = "[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+\\]";
const sshUrl = new RegExp(`^ssh://(?:${user}@)?(${host})(?::[0-9]{1,5})?/[^\\s]+$`);
/** `git@host:path`. A second colon would name one of git's helpers: `ext::`. */
const sshShort = new RegExp(`^(?:${user}@)?(${host}):[^\\s:/\\\\-][^\\s]*$`);

/**
 * Reads a clone URL: `https://`, `http://`, `ssh://`, `git@host:path`, `file://` or an absolute path.
 * Throws `invalid-argument`; the message never repeats what may hold a password.
 */
export function parseRemote(text: string): Remote {
  if (/[\p{Cc}\s]/u.test(text)) throw refusal("holds white space or control characters");
  if (isAbsolute(text)) return { kind: "local", url: normalize(text) };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  switch (scheme) {
    case "http":
    case "https":
      return { kind: "http", url: webUrl(text) };
    case "file":
      return { kind: "local", url: localPath(text) };
    case "ssh": {
      const [, name] = sshUrl.exec(text) ?? [];
      if (name === undefined) throw refusal("is no ssh URL of the form ssh://user@host/path without a password");
      return { kind: "ssh", url: text, host: name };
    }
    case undefined: {
      const [, name] = sshShort.exec(text) ?? [];
      if (name === undefined) throw refusal("is neither a URL nor an absolute path");
      return { kind: "ssh", url: text, host: name };
    }
    default:
      throw refusal(`has the scheme ${JSON.stringify(scheme)}, by which nothing is fetched`);
  }
}

function webUrl(text: string): string {
  if (!URL.canParse(text)) throw refusal("is no URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw refusal(
      "holds a user or a password",
      "leave them out of the URL and give them to the repository's connection",
    );
  }
  if (url.search !== "" || url.hash !== "") throw refusal("holds a query or a fragment");
  // As the parser understood it, so that git cannot understand another host.
  return url.href;
}

function localPath(text: string): string {
  try {
    const path = fileURLToPath(text);
    if (!/\p{Cc}/u.test(path)) return normalize(path);
  } catch {
    // Told below.
  }
  throw refusal("is no file:// URL of a path on this machine");
}

function refusal(what: string, mend = "give it as https://host/path.git or ssh://git@host/path.git"): HeadraceError {
  return new HeadraceError("invalid-argument", `the repository's URL ${what}`, { mend });
}

/** A submodule's URL beside its parent's: `../other.git` is relative. */
export function resolveSubmoduleUrl(parent: Remote, url: string): string {
  if (!url.startsWith("./") && !url.startsWith("../")) return url;
  // The short form has its path behind the colon, the others behind the host.
  const [, base = "", path = ""] =
    parent.kind === "local"
      ? ["", "", parent.url]
      : (/^([a-z]+:\/\/[^/]+)(\/.*)$/i.exec(parent.url) ?? /^([^:]+:)(.*)$/.exec(parent.url) ?? []);
  const segments = path.replace(/\/+$/, "").split("/");
  for (const segment of url.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return base + segments.join("/");
}
