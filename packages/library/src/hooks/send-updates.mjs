// Tells a Headrace server what changed in this repository. Run by git's hooks; installed by `headrace init --hook`.
// Never fails the push or the commit that it belongs to: what goes wrong is said, and that is all.
import { execFileSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

const none = "0".repeat(40);
const timeout = 10_000;

/** The changes that git tells of: on the standard input after a push, by the history after a commit or merge. */
function updatesOf(hook) {
  if (hook === "post-receive") {
    return readFileSync(0, "utf8")
      .split("\n")
      .map((line) => /^([0-9a-f]{40}) ([0-9a-f]{40}) (refs\/.+)$/.exec(line))
      .filter((found) => found !== null)
      .map(([, before, after, ref]) => ({ ref, before, after }));
  }
  const ref = git("symbolic-ref", "--quiet", "HEAD");
  const after = git("rev-parse", "--verify", "--quiet", "HEAD^{commit}");
  // Nothing is on a branch in the middle of a rebase.
  if (ref === "" || after === "") return [];
  const earlier = hook === "post-merge" ? "ORIG_HEAD" : "HEAD^";
  return [{ ref, before: git("rev-parse", "--verify", "--quiet", `${earlier}^{commit}`) || none, after }];
}

function git(...words) {
  try {
    return execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}

async function send({ url, secret }, updates) {
  const body = JSON.stringify({ updates });
  const id = randomUUID();
  const time = String(Math.floor(Date.now() / 1000));
  const digest = createHmac("sha256", secret).update(`${time}.${id}.${body}`).digest("hex");
  const response = await fetch(url, {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(timeout),
    headers: {
      "content-type": "application/json",
      "x-headrace-event": "push",
      "x-headrace-delivery": id,
      "x-headrace-signature": `t=${time},v1=${digest}`,
    },
    body,
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
}

try {
  const [, , hook = "", settings = ""] = process.argv;
  const updates = updatesOf(hook);
  if (updates.length > 0) {
    await send(JSON.parse(readFileSync(settings, "utf8")), updates);
    process.stderr.write(`headrace: told of ${updates.map(({ ref }) => ref).join(", ")}\n`);
  }
} catch (error) {
  const { message, cause } = error;
  process.stderr.write(`headrace: could not tell the server: ${cause?.message ?? message}\n`);
}
