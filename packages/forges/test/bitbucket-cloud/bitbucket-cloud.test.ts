import { beforeEach, describe, expect, it } from "vitest";
import type { BitbucketCloud } from "../../src/index.ts";
import { addRepository, addRun, beginRun, endRun, push, writeLog } from "../doubles/bitbucket-cloud/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { readLog } from "../support/read-log.ts";
import { shareBitbucketCloud } from "../support/share-bitbucket-cloud.ts";

const shop = { owner: "acme", name: "shop" };
const at = shareBitbucketCloud();

function lastAsked() {
  const last = at.double.asked.at(-1);
  if (last === undefined) throw new Error("nothing was asked");
  return last;
}

describe("repositories", () => {
  it("are listed with their search, page by page, by what the host says comes next", async () => {
    for (let number = 0; number < 130; number++) addRepository(at.double.world, `acme/tool-${number}`);
    const first = await at.cloud.repositories.list("acme", { search: "tool-" });
    const second = await at.cloud.repositories.list("acme", { from: first.next ?? "", search: "tool-" });
    expect([first.items.length, second.items.length, second.next]).toEqual([100, 30, undefined]);
    expect((await at.cloud.repositories.list("acme", { search: 'tool-"' })).items).toEqual([]);
  });

  it("are listed by what changed last, the newest first, and of each no more than that", async () => {
    const first = addRepository(at.double.world, "acme/first");
    const second = addRepository(at.double.world, "acme/second");
    addRun(first, { created_on: "2026-03-01T09:00:00Z" });
    push(second, "2026-03-01T10:00:00Z");
    const scheduled = { type: "pipeline_trigger_schedule", name: "SCHEDULE" };
    addRun(first, { created_on: "2026-03-01T11:00:00Z", trigger: scheduled });
    expect(await at.cloud.repositories.changed("acme")).toEqual([
      { id: second.uuid, updatedAt: Date.UTC(2026, 2, 1, 10) },
      { id: first.uuid, updatedAt: Date.UTC(2026, 2, 1, 9) },
    ]);
    expect(at.double.asked.map(({ path }) => path)).toEqual([
      "/2.0/repositories/acme?sort=-updated_on&pagelen=100&fields=values.type%2Cvalues.uuid%2Cvalues.updated_on",
    ]);
  });

  it("are read one by one, and a name cannot lead elsewhere", async () => {
    const found = await at.cloud.repositories.get(shop);
    expect(found).toEqual({
      id: at.repository.uuid,
      repository: shop,
      isPrivate: true,
      defaultBranch: "main",
      cloneUrl: "https://bitbucket.org/acme/shop.git",
    });
    await expect(at.cloud.repositories.get({ owner: "acme", name: ".." })).rejects.toMatchObject({
      code: "invalid-argument",
    });
    await expect(at.cloud.repositories.get({ owner: "acme/shop/pipelines", name: "x" })).rejects.toMatchObject({
      code: "forge-not-found",
    });
  });

  it("refuse a link to another host, which would get the token", async () => {
    const variable = { uuid: "{1}", key: "A", value: "1", secured: false };
    const next = "https://evil.example/2.0/variables?page=2";
    at.double.faults.push({ reply: { status: 200, json: { values: [variable], next } } });
    await expect(at.cloud.variables.list({ kind: "repository", repository: shop })).rejects.toMatchObject({
      code: "forge-answer-unreadable",
    });
    expect(at.double.asked).toHaveLength(1);
  });
});

describe("runs", () => {
  it("are listed newest first over all pages, counted by us since the links forget the order", async () => {
    for (let number = 0; number < 230; number++) addRun(at.repository);
    const numbers: number[] = [];
    let from: string | undefined = "1";
    while (from !== undefined) {
      const page = await at.cloud.runs.list(shop, { from });
      numbers.push(...page.items.map(({ number }) => number));
      from = page.next;
    }
    expect(numbers).toEqual(Array.from({ length: 230 }, (_, index) => 230 - index));
    expect(at.double.asked).toHaveLength(3);
  });

  it("are filtered by branch, and by state in the filter's own words", async () => {
    const passed = addRun(at.repository);
    endRun(passed, "SUCCESSFUL");
    const building = addRun(at.repository, {
      target: { type: "pipeline_ref_target", ref_type: "branch", ref_name: "next" },
    });
    beginRun(building);
    const idsOf = async (filter: Parameters<BitbucketCloud["runs"]["list"]>[1]) =>
      (await at.cloud.runs.list(shop, filter)).items.map(({ id }) => id);
    expect(await idsOf({ state: "success" })).toEqual([passed.uuid]);
    expect(await idsOf({ state: "running" })).toEqual([building.uuid]);
    expect(await idsOf({ branch: "next" })).toEqual([building.uuid]);
    const selector = { type: "custom", pattern: "nightly" };
    const nightly = addRun(at.repository, { target: { type: "pipeline_ref_target", ref_name: "main", selector } });
    expect(await idsOf({ pipeline: "nightly" })).toEqual([nightly.uuid]);
  });

  it("are followed from pending to their end, with their steps", async () => {
    const run = addRun(at.repository);
    expect(await at.cloud.runs.get(shop, { id: run.uuid })).toMatchObject({
      state: { kind: "queued" },
      trigger: "push",
    });
    beginRun(run);
    expect(await at.cloud.runs.get(shop, { id: run.uuid })).toMatchObject({
      state: { kind: "running", word: "RUNNING" },
    });
    endRun(run, "FAILED");
    const ended = await at.cloud.runs.get(shop, { id: run.uuid });
    expect(ended).toEqual({
      id: run.uuid,
      definition: { path: "bitbucket-pipelines.yml", section: { kind: "branches", name: "main" } },
      number: 1,
      state: { kind: "finished", outcome: "failed", word: "FAILED" },
      target: { kind: "branch", name: "main", commit: "1".padStart(40, "0") },
      trigger: "push",
      actor: "Ada",
      createdAt: Date.parse(run.created_on),
      finishedAt: Date.parse(run.created_on) + 90_000,
      url: "https://bitbucket.org/acme/shop/pipelines/results/1",
    });
    const [stage] = await at.cloud.runs.stages(shop, { id: run.uuid });
    expect(stage).toMatchObject({ name: "Build", state: { kind: "finished", outcome: "failed" } });
  });

  it("keep what is not known of them", async () => {
    const run = addRun(at.repository, {
      state: { type: "pipeline_state_dreaming", name: "DREAMING" },
      target: { type: "pipeline_moon_target" },
      trigger: { type: "pipeline_trigger_tide" },
    });
    expect(await at.cloud.runs.get(shop, { id: run.uuid })).toMatchObject({
      state: { kind: "unknown", isOver: false, word: "DREAMING" },
      target: { kind: "unknown" },
      trigger: "unknown",
    });
  });
});

describe("logs", () => {
  function addLogged() {
    const run = addRun(at.repository);
    beginRun(run);
    const [step] = run.steps;
    return { run, step, place: { repository: shop, run: run.uuid, stage: step?.uuid ?? "" } };
  }

  it("are absent, then grow, then are said to have nothing new", async () => {
    const { step, place } = addLogged();
    expect(await at.cloud.logs.read(place)).toEqual({ kind: "absent" });
    writeLog(step, "one\n");
    expect(await readLog(await at.cloud.logs.read(place))).toEqual({ start: 0, text: "one\n" });
    expect(await at.cloud.logs.read({ ...place, part: { from: 4 } })).toEqual({ kind: "nothing-new" });
    writeLog(step, "two\n");
    expect(await readLog(await at.cloud.logs.read({ ...place, part: { from: 4 } }))).toEqual({
      start: 4,
      text: "two\n",
    });
    expect(await readLog(await at.cloud.logs.read({ ...place, part: { last: 3 } }))).toEqual({
      start: 5,
      text: "wo\n",
    });
  });

  it.each([{ isSimple: false }, { isSimple: true }])(
    "come from the storage after the end, without credentials (ignores parts: $isSimple)",
    async ({ isSimple }) => {
      const { run, step, place } = addLogged();
      writeLog(step, "one\ntwo\n");
      endRun(run, "SUCCESSFUL");
      at.double.storageIsSimple = isSimple;
      expect(await readLog(await at.cloud.logs.read({ ...place, part: { from: 5 } }))).toEqual({
        start: 5,
        text: "wo\n",
      });
      expect(await readLog(await at.cloud.logs.read({ ...place, part: { last: 3 } }))).toEqual({
        start: 5,
        text: "wo\n",
      });
      expect(await at.cloud.logs.read({ ...place, part: { from: 8 } })).toEqual({ kind: "nothing-new" });
      expect(at.double.askedOfStorage).toHaveLength(3);
      expect(at.double.askedOfStorage.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    },
  );

  it("are capped, and their last bytes held alone, however large the storage's answer is", async () => {
    const { run, step, place } = addLogged();
    writeLog(step, `${"x".repeat(3_000_000)}end`);
    endRun(run, "SUCCESSFUL");
    at.double.storageIsSimple = true;
    const { start, text } = await readLog(await at.cloud.logs.read({ ...place, part: { last: 5 } }));
    expect([start, text]).toEqual([2_999_998, "xxend"]);
    const careful = at.connect({ largestStream: 1_000_000 });
    await expect(careful.logs.read(place).then(readLog)).rejects.toMatchObject({ code: "forge-answer-too-large" });
    careful.close();
  });
});

describe("control", () => {
  it.each([
    [
      { kind: "branch", name: "main" },
      { type: "pipeline_ref_target", ref_type: "branch", ref_name: "main" },
    ],
    [
      { kind: "tag", name: "v1", commit: "abc1234" },
      { ref_type: "tag", ref_name: "v1", commit: { hash: "abc1234" } },
    ],
    [
      { kind: "commit", commit: "abc1234" },
      { type: "pipeline_commit_target", commit: { hash: "abc1234" } },
    ],
  ] as const)("starts %j", async (target, sent) => {
    const run = await at.cloud.control.start(shop, {
      target,
      pipeline: "deploy",
      variables: [
        { key: "WHERE", value: "here", secured: false },
        { key: "KEY", value: "s3cret", secured: true },
      ],
    });
    expect(run).toMatchObject({
      state: { kind: "queued" },
      trigger: "manual",
      target: { ...target, pipeline: "deploy" },
    });
    const [made] = at.repository.runs;
    expect(made?.target).toMatchObject({ ...sent, selector: { type: "custom", pattern: "deploy" } });
    expect(made?.variables).toMatchObject([
      { key: "WHERE", value: "here", secured: false },
      { key: "KEY", value: "s3cret", secured: true },
    ]);
  });

  it("stops what runs, and says of what has ended that it is over", async () => {
    const run = addRun(at.repository);
    beginRun(run);
    expect(await at.cloud.control.stop(shop, run.uuid)).toBe("stopping");
    expect(await at.cloud.control.stop(shop, run.uuid)).toBe("over");
    await expect(at.cloud.control.stop(shop, "{none}")).rejects.toMatchObject({ code: "forge-not-found" });
  });
});

describe("variables", () => {
  beforeEach(() => void at.repository.environments.set("{production}", []));

  it.each([
    [{ kind: "owner", owner: "acme" }],
    [{ kind: "repository", repository: shop }],
    [{ kind: "environment", repository: shop, environment: "{production}" }],
  ] as const)("are kept by %j, the secured ones unread", async (level) => {
    const { variables } = at.cloud;
    const plain = await variables.create(level, { key: "A", value: "1", secured: false });
    await variables.create(level, { key: "B", value: "s3cret", secured: true });
    await expect(variables.create(level, { key: "A", value: "2", secured: false })).rejects.toMatchObject({
      code: "forge-refused",
      status: 409,
    });
    await variables.replace(level, plain.id, { key: "A", value: "3", secured: false });
    const [one, two] = await variables.list(level);
    expect(one).toEqual({ id: plain.id, key: "A", secured: false, value: "3" });
    expect(two).toEqual({ id: two?.id, key: "B", secured: true });
    await variables.remove(level, plain.id);
    expect(await variables.list(level)).toHaveLength(1);
  });

  it("drop the value of a secured one even where the forge sends it", async () => {
    const value = { type: "pipeline_variable", uuid: "{1}", key: "B", value: "s3cret", secured: true };
    at.double.faults.push({ reply: { status: 200, json: { values: [value] } } });
    const list = await at.cloud.variables.list({ kind: "repository", repository: shop });
    expect(list).toEqual([{ id: "{1}", key: "B", secured: true }]);
  });

  it("end where the forge's pages do not", async () => {
    const next = `${at.double.url}/repositories/acme/shop/pipelines_config/variables?page=2`;
    const values = [{ type: "pipeline_variable", uuid: "{1}", key: "A", value: "1", secured: false }];
    for (let page = 0; page < 60; page++) at.double.faults.push({ reply: { status: 200, json: { values, next } } });
    await expect(at.cloud.variables.list({ kind: "repository", repository: shop })).rejects.toMatchObject({
      code: "forge-answer-too-large",
    });
    expect(at.double.asked).toHaveLength(50);
  });
});

describe("schedules", () => {
  it("are made from five fields and read back as five, switched and removed", async () => {
    const made = await at.cloud.schedules.create(shop, { branch: "main", cron: "30 2 * * 1-5", isEnabled: true });
    expect(made).toMatchObject({ cron: "30 2 * * 1-5", pattern: "0 30 2 ? * MON-FRI *", isEnabled: true });
    await at.cloud.schedules.create(shop, { branch: "main", pipeline: "nightly", cron: "@daily", isEnabled: false });
    await at.cloud.schedules.switch(shop, { id: made.id, isEnabled: false });
    const [first, second] = await at.cloud.schedules.list(shop);
    expect(first).toMatchObject({ id: made.id, isEnabled: false, branch: "main" });
    expect(second).toMatchObject({ pipeline: "nightly", cron: "0 0 * * *", isEnabled: false });
    await at.cloud.schedules.remove(shop, made.id);
    expect(await at.cloud.schedules.list(shop)).toHaveLength(1);
  });

  it("that five fields cannot hold keep the forge's pattern", async () => {
    at.repository.schedules.push({
      uuid: "{1}",
      enabled: true,
      cron_pattern: "15 0 12 * * ? 2030",
      target: {},
      executions: [],
    });
    const [schedule] = await at.cloud.schedules.list(shop);
    expect(schedule).toMatchObject({ cron: undefined, pattern: "15 0 12 * * ? 2030" });
  });
});

describe("credentials", () => {
  it("are an email and an API token", async () => {
    at.double.tokens.set(`Basic ${Buffer.from("ada@example.com:t1").toString("base64")}`, "all");
    const byToken = at.connect({ credentials: { kind: "api-token", email: "ada@example.com", token: "t1" } });
    expect((await byToken.repositories.get(shop)).repository).toEqual(shop);
    byToken.close();
  });

  it("are an OAuth consumer, whose token is fetched once, and again when it is refused or old", async () => {
    at.double.tokens.set(`Basic ${Buffer.from("consumer:s3cret").toString("base64")}`, "all");
    const clock = leapingClock();
    const credentials = { kind: "oauth", clientId: "consumer", clientSecret: "s3cret" } as const;
    const consumer = at.connect({ credentials, clock });
    const given = at.double.tokensGiven;
    await Promise.all([consumer.repositories.get(shop), consumer.repositories.list("acme")]);
    expect(at.double.tokensGiven - given).toBe(1);
    at.double.tokens.delete(lastAsked().headers.authorization ?? "");
    await consumer.control.start(shop, { target: { kind: "branch", name: "main" } });
    expect([at.double.tokensGiven - given, at.repository.runs.length]).toEqual([2, 1]);
    clock.pass(7_200_000);
    await consumer.repositories.get(shop);
    expect(at.double.tokensGiven - given).toBe(3);
    consumer.close();
    const wrong = at.connect({ credentials: { ...credentials, clientSecret: "wr0ng" } });
    await expect(wrong.repositories.get(shop)).rejects.toMatchObject({ code: "forge-unauthorized" });
    wrong.close();
  });

  it("that ended are told so, with what to do", async () => {
    at.double.tokens.clear();
    await expect(at.cloud.repositories.get(shop)).rejects.toMatchObject({
      code: "forge-unauthorized",
      status: 401,
      mend: expect.stringContaining("expired"),
    });
    expect(at.double.asked).toHaveLength(1);
  });

  it("without the scope are told which ability is refused", async () => {
    at.double.tokens.set("Bearer t0ken", ["read:pipeline:bitbucket", "read:repository:bitbucket"]);
    const start = at.cloud.control.start(shop, { target: { kind: "branch", name: "main" } });
    await expect(start).rejects.toMatchObject({ code: "forge-forbidden", status: 403 });
    expect(at.cloud.capabilities.find(({ ability }) => ability === "runs.start")?.scopes).toContain(
      "write:pipeline:bitbucket",
    );
  });
});
