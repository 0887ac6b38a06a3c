import { expect, test } from "vitest";
import { longestGap, mostInAnHour, type Simulation, simulateHours } from "./support/simulate-hours.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Connecting is a look at each that nobody planned: for an hour there is less for others. */
const settling = 2 * hour;

/** The longest time without a look, of all repositories, since then; in milliseconds. */
function worst({ looks, now }: Simulation, since: number): number {
  return Math.max(...[...looks.values()].map((of) => longestGap(of, since, now())));
}

/** Runs here of each repository, fewest first. */
async function counts({ server }: Simulation): Promise<readonly number[]> {
  const rows = await server.app.tables
    .selectFrom("forge_runs")
    .select(({ fn }) => ["repository_id", fn.countAll().as("runs")])
    .groupBy("repository_id")
    .execute();
  return rows.map(({ runs }) => Number(runs)).toSorted((one, other) => one - other);
}

async function collectionOf({ server, connection }: Simulation) {
  return (await server.owner.get(`/connections/${connection}/collection`)).body;
}

test("with 1,000 requests an hour 200 repositories are never older than 15 minutes, and one that runs not than one", {
  timeout: 180_000,
}, async () => {
  await using there = await simulateHours({ repositories: 200, requestLimit: 1_000, old: 30, busy: 1 });
  const began = there.now();
  await there.pass(settling);
  expect(there.looks.size).toBe(200);
  expect(worst(there, began)).toBeLessThan(20 * minute);
  const since = there.now();
  const told = there.delays.length;
  await there.pass(hour);
  expect(worst(there, since)).toBeLessThan(15 * minute);
  const delays = there.delays.slice(told);
  expect(delays.length).toBeGreaterThan(10);
  expect(Math.max(...delays)).toBeLessThanOrEqual(minute);
  expect(mostInAnHour(there.spent)).toBeLessThanOrEqual(1_000);
  // And nobody ever had to be refused for it.
  const { repositories } = await collectionOf(there);
  expect(repositories.filter(({ problem }: { readonly problem?: string }) => problem !== undefined)).toEqual([]);
});

test("with 500 it holds about what it says, and never spends more", { timeout: 180_000 }, async () => {
  await using there = await simulateHours({ repositories: 200, requestLimit: 500, old: 5, busy: 1 });
  await there.pass(settling);
  const since = there.now();
  let said = 0;
  for (let passed = 0; passed < hour; passed += 10 * minute) {
    await there.pass(10 * minute);
    said = Math.max(said, (await collectionOf(there)).restingEvery * 1_000);
  }
  expect(said).toBeGreaterThan(20 * minute);
  // Looks that came together in the first hour wait for each other in the next ones.
  expect(worst(there, since)).toBeLessThan(1.5 * said);
  expect(mostInAnHour(there.spent)).toBeLessThanOrEqual(500);
});

test("what is older is read of all repositories alike, however little of it an hour allows", {
  timeout: 180_000,
}, async () => {
  await using there = await simulateHours({ repositories: 12, requestLimit: 300, old: 60, busy: 0 });
  const turn = 25;
  for (let hours = 0; hours < 4; hours++) {
    await there.pass(hour);
    const of = await counts(there);
    expect((of.at(-1) ?? 0) - (of.length < 12 ? 0 : (of[0] ?? 0))).toBeLessThanOrEqual(2 * turn);
  }
  expect((await counts(there))[0]).toBeGreaterThan(turn / 4);
  expect(mostInAnHour(there.spent)).toBeLessThanOrEqual(300);
});
