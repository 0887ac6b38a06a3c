import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventsOf, linesOf, useFixture } from "../support/fixture.ts";

const token = "tok~en+VALUE/ab12==";
const signed = "userada=keyabc/123";
const keyLine = "MIIEowIBAAKCAQEA7bq+Zx";
const privateKey = `-----BEGIN TEST-----\n${keyLine}\n-----END TEST-----`;

test("a secret is shown nowhere and stored nowhere, in none of its forms", async () => {
  using bench = useFixture("secrets");
  bench.write(
    "given.env",
    `# by hand\nPRIVATE_KEY="${privateKey.replaceAll("\n", "\\n")}"\nSHORT=abc\nSIGNED=${signed}\n`,
  );
  const ran = await bench.headrace(["run", "--json", "--secret", "DEPLOY_TOKEN", "--secret-file", "given.env"], {
    environment: { DEPLOY_TOKEN: token },
  });
  expect(ran.exitCode).toBe(0);
  const lines = linesOf(ran, "speak");
  expect(lines.slice(0, 2)).toEqual(["the token is ***.", "split *** end"]);
  expect(lines.slice(2, 5).every((line) => line.includes("***"))).toBe(true);
  expect(lines.slice(5, 8)).toEqual(["***", '{"token":"***"}', "***"]);
  expect(linesOf(ran, "innocent")).toEqual(["nothing to hide about tokens, SHORT is abc"]);
  expect(linesOf(ran, "unseen")).toEqual(["token []"]);
  expect(ran.stderr).toMatch(/SHORT.*6/s);

  expect(eventsOf(ran, "output.set").map(({ name, value }) => [name, value])).toEqual(
    expect.arrayContaining([["fine", "yes"]]),
  );
  expect(eventsOf(ran, "output.set").some(({ name, value }) => name === "leak" && value !== "")).toBe(false);
  const messages = eventsOf(ran, "annotation", "speak").map(({ message }) => String(message));
  expect(messages).toContain("bad ***");
  expect(messages.some((message) => message.includes('"leak"') && message.includes("dropped"))).toBe(true);

  // These, and the token in HEADRACE_ENV, would be taken apart at their line ends and signs.
  expect(eventsOf(ran, "output.set").filter(({ name, value }) => name !== "fine" && value !== "")).toEqual([]);
  expect(messages.filter((message) => message.includes("part of a secret"))).toHaveLength(3);

  const shown = await bench.headrace(["logs", "latest", "--stage", "speak"]);
  const report = await bench.headrace(["executions", "show", "latest"]);
  const listed = await bench.headrace(["tests", "latest"]);
  const everything = [
    ran.stdout,
    ran.stderr,
    shown.stdout,
    report.stdout,
    listed.stdout,
    ...storedTexts(bench.directory),
  ];
  for (const form of [...formsOf(token), keyLine, "userada", "keyabc"]) {
    expect(everything.filter((text) => text.includes(form)).length, `texts with ${form}`).toBe(0);
  }
});

function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from("x".repeat(offset) + secret).toString("base64");
    // What the bytes before and after share with the secret is left out.
    return encoded.slice(offset === 0 ? 0 : 4, encoded.length - 4);
  });
  return [secret, encodeURIComponent(secret), ...base64];
}

/** Every file of the data directory, as text of single bytes. */
function storedTexts(directory: string): readonly string[] {
  return readdirSync(join(directory, ".headrace"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
}

test("a secret that was not given is named before anything runs", async () => {
  using bench = useFixture("secrets");
  const ran = await bench.headrace(["run", "--secret", "DEPLOY_TOKEN"], { environment: { DEPLOY_TOKEN: token } });
  expect(ran.exitCode).toBe(2);
  expect(ran.stderr).toContain("PRIVATE_KEY, SIGNED, SHORT");
  expect(ran.stdout).not.toContain("started");
});

test("a run that is refused takes no number", async () => {
  using bench = useFixture("secrets");
  for (const refused of [[], ["--secret", "ABSENT"]]) {
    expect((await bench.headrace(["run", ...refused])).exitCode).toBe(2);
  }
  const ran = await bench.headrace(["run", "--json", "--stage", "unseen"]);
  expect(ran.events[0]).toMatchObject({ type: "execution.created", number: 1 });
});
