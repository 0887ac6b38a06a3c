import { expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";

test("names, messages and reports from outside move no cursor and retitle no terminal", async () => {
  using bench = useFixture("control-characters");
  const ran = await bench.command(["run"]);
  expect(ran.exitCode).toBe(1);
  // What a program printed itself is handed on as it is.
  const told = ran.stdout.split("\n").filter((line) => !line.startsWith("speak | ::error::"));
  const shown = await bench.command(["executions", "show", "latest"]);
  const listed = await bench.command(["executions", "list"]);
  const said = [...told, shown.stdout, listed.stdout].join("\n");
  expect(said).toContain("clear\\u001b[2J");
  expect(said).toContain("ring\\u001b]0;retitled\\u0007");
  expect(said.match(/(?!\n)\p{Cc}/gu)).toBeNull();
});
