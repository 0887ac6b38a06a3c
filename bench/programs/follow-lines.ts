// Follows logs over many connections, and says how long after it was written each line was there.
// Each line begins with the time at which it was written, in seconds since the epoch; or is `ready`, before the others.
import { Agent, get } from "node:http";

const [token = "", each = "", programs = "", ...addresses] = process.argv.slice(2);
const followers = addresses.flatMap((address) => Array.from({ length: Number(each) }, () => address));
const agent = new Agent({ keepAlive: false });
/** Milliseconds. */
const delays: number[] = [];
let ready = 0;
let ended = 0;
let gaps = 0;

for (const address of followers) {
  get(address, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
    let rest = "";
    response.setEncoding("utf8");
    response.on("data", (text: string) => {
      const now = performance.timeOrigin + performance.now();
      const parts = (rest + text).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) read(part, now);
    });
    response.once("end", () => {
      ended += 1;
      if (ended === followers.length) process.stdout.write(JSON.stringify({ delays: delays.sort(byNumber), gaps }));
    });
  });
}

function read(part: string, now: number): void {
  const [, event = "", data = ""] = /^event: (\w+)\ndata: (.*)$/m.exec(part) ?? [];
  if (event === "gap") gaps += 1;
  if (event !== "lines") return;
  const parsed: { readonly lines: readonly { readonly text: string }[] } = JSON.parse(data);
  for (const { text } of parsed.lines) {
    if (text === "ready") {
      ready += 1;
      // All programs wait for the sign to begin, and all who watch have seen that.
      if (ready === Number(programs) * Number(each)) process.stderr.write("ready\n");
      continue;
    }
    const written = Number(text.split(" ", 1)[0]);
    if (written > 0) delays.push(now - written * 1_000);
  }
}

function byNumber(one: number, other: number): number {
  return one - other;
}
