import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type BitbucketCloud, createBitbucketCloud } from "../../src/index.ts";
import { type BitbucketDouble, startBitbucketDouble } from "../doubles/bitbucket-cloud/start-double.ts";
import {
  addRepository,
  addRun,
  beginRun,
  endRun,
  type Repository,
  writeLog,
} from "../doubles/bitbucket-cloud/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { readLog } from "../support/read-log.ts";

const shop = { owner: "acme", name: "shop" };
let double: BitbucketDouble;
let repository: Repository;
let bitbucket: BitbucketCloud;

beforeAll(async () => {
  double = await startBitbucketDouble();
});
afterAll(() => double.stop());

beforeEach(() => {
  double.world.repositories.clear();
  double.world.variables.clear();
  double.faults.length = 0;
  double.asked.length = 0;
  double.askedOfStorage.length = 0;
  double.violations.length = 0;
  double.storageIsSimple = false;
  double.tokens.clear();
  double.tokens.set("Bearer t0ken", "all");
  repository = addRepository(double.world, "acme/shop");
  bitbucket = connect();
});
afterEach(() => {
  bitbucket.close();
  expect(double.violations).toEqual([]);
});

function connect(options: Partial<Parameters<typeof createBitbucketCloud>[0]> = {}): BitbucketCloud {
  const { url: baseUrl, tokenUrl } = double;
  const credentials = { kind: "access-token", token: "t0ken" } as const;
  return createBitbucketCloud({
    credentials,
    baseUrl,
    tokenUrl,
    allowPrivateHosts: true,
    clock: leapingClock(),
    ...options,
  });
}

function lastAsked() {
  const last = double.asked.at(-1);
  if (last === undefined) throw new Error("nothing was asked");
  return last;
}

describe("repositories", () => {
  it("are listed with their search, page by page, by what the host says comes next", async () => {
    for (let number = 0; number < 130; number++) addRepository(double.world, `acme/tool-${number}`);
    const first = await bitbucket.repositories.list("acme", { search: "tool-" });
    const second = await bitbucket.repositories.list("acme", { from: first.next ?? "", search: "tool-" });
    expect([first.items.length, second.items.length, second.next]).toEqual([100, 30, undefined]);
    expect((await bitbucket.repositories.list("acme", { search: 'tool-"' })).items).toEqual([]);
  });

  it("are read one by one, and a name cannot lead elsewhere", async () => {
    const found = await bitbucket.repositories.get(shop);
    expect(found).toEqual({
      id: repository.uuid,
      repository: shop,
      isPrivate: true,
      defaultBranch: "main",
      cloneUrl: "https://bitbucket.org/acme/shop.git",
    });
    await expect(bitbucket.repositories.get({ owner: "acme", name: ".." })).rejects.toMatchObject({
      code: "invalid-argument",
    });
    await expect(bitbucket.repositories.get({ owner: "acme/shop/pipelines", name: "x" })).rejects.toMatchObject({
      code: "forge-not-found",
    });
  });

  it("refuse a link to another host, which would get the token", async () => {
    const variable = { uuid: "{1}", key: "A", value: "1", secured: false };
    const next = "https://evil.example/2.0/variables?page=2";
    double.faults.push({ reply: { status: 200, json: { values: [variable], next } } });
    await expect(bitbucket.variables.list({ kind: "repository", repository: shop })).rejects.toMatchObject({
      code: "forge-answer-unreadable",
    });
    expect(double.asked).toHaveLength(1);
  });
});

describe("runs", () => {
  it("are listed newest first over all pages, counted by us since the links forget the order", async () => {
    for (let number = 0; number < 230; number++) addRun(repository);
    const numbers: number[] = [];
    let from: string | undefined = "1";
    while (from !== undefined) {
      const page = await bitbucket.runs.list(shop, { from });
      numbers.push(...page.items.map(({ number }) => number));
      from = page.next;
    }
    expect(numbers).toEqual(Array.from({ length: 230 }, (_, index) => 230 - index));
    expect(double.asked).toHaveLength(3);
  });

  it("are filtered by branch, and by state in the filter's own words", async () => {
    const passed = addRun(repository);
    endRun(passed, "SUCCESSFUL");
    const building = addRun(repository, {
      target: { type: "pipeline_ref_target", ref_type: "branch", ref_name: "next" },
    });
    beginRun(building);
    const idsOf = async (filter: Parameters<BitbucketCloud["runs"]["list"]>[1]) =>
      (await bitbucket.runs.list(shop, filter)).items.map(({ id }) => id);
    expect(await idsOf({ state: "success" })).toEqual([passed.uuid]);
    expect(await idsOf({ state: "running" })).toEqual([building.uuid]);
    expect(await idsOf({ branch: "next" })).toEqual([building.uuid]);
    const selector = { type: "custom", pattern: "nightly" };
    const nightly = addRun(repository, { target: { type: "pipeline_ref_target", ref_name: "main", selector } });
    expect(await idsOf({ pipeline: "nightly" })).toEqual([nightly.uuid]);
  });

  it("are followed from pending to their end, with their steps", async () => {
    const run = addRun(repository);
    expect(await bitbucket.runs.get(shop, { id: run.uuid })).toMatchObject({
      state: { kind: "queued" },
      trigger: "push",
    });
    beginRun(run);
    expect(await bitbucket.runs.get(shop, { id: run.uuid })).toMatchObject({
      state: { kind: "running", word: "RUNNING" },
    });
    endRun(run, "FAILED");
    const ended = await bitbucket.runs.get(shop, { id: run.uuid });
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
    const [stage] = await bitbucket.runs.stages(shop, { id: run.uuid });
    expect(stage).toMatchObject({ name: "Build", state: { kind: "finished", outcome: "failed" } });
  });

  it("keep what is not known of them", async () => {
    const run = addRun(repository, {
      state: { type: "pipeline_state_dreaming", name: "DREAMING" },
      target: { type: "pipeline_moon_target" },
      trigger: { type: "pipeline_trigger_tide" },
    });
    expect(await bitbucket.runs.get(shop, { id: run.uuid })).toMatchObject({
      state: { kind: "unknown", isOver: false, word: "DREAMING" },
      target: { kind: "unknown" },
      trigger: "unknown",
    });
  });
});

describe("logs", () => {
  function addLogged() {
    const run = addRun(repository);
    beginRun(run);
    const [step] = run.steps;
    return { run, step, place: { repository: shop, run: run.uuid, stage: step?.uuid ?? "" } };
  }

  it("are absent, then grow, then are said to have nothing new", async () => {
    const { step, place } = addLogged();
    expect(await bitbucket.logs.read(place)).toEqual({ kind: "absent" });
    writeLog(step, "one\n");
    expect(await readLog(await bitbucket.logs.read(place))).toEqual({ start: 0, text: "one\n" });
    expect(await bitbucket.logs.read({ ...place, part: { from: 4 } })).toEqual({ kind: "nothing-new" });
    writeLog(step, "two\n");
    expect(await readLog(await bitbucket.logs.read({ ...place, part: { from: 4 } }))).toEqual({
      start: 4,
      text: "two\n",
    });
    expect(await readLog(await bitbucket.logs.read({ ...place, part: { last: 3 } }))).toEqual({
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
      double.storageIsSimple = isSimple;
      expect(await readLog(await bitbucket.logs.read({ ...place, part: { from: 5 } }))).toEqual({
        start: 5,
        text: "wo\n",
      });
      expect(await readLog(await bitbucket.logs.read({ ...place, part: { last: 3 } }))).toEqual({
        start: 5,
        text: "wo\n",
      });
      expect(await bitbucket.logs.read({ ...place, part: { from: 8 } })).toEqual({ kind: "nothing-new" });
      expect(double.askedOfStorage).toHaveLength(3);
      expect(double.askedOfStorage.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    },
  );

  it("are capped, and their last bytes held alone, however large the storage's answer is", async () => {
    const { run, step, place } = addLogged();
    writeLog(step, `${"x".repeat(3_000_000)}end`);
    endRun(run, "SUCCESSFUL");
    double.storageIsSimple = true;
    const { start, text } = await readLog(await bitbucket.logs.read({ ...place, part: { last: 5 } }));
    expect([start, text]).toEqual([2_999_998, "xxend"]);
    const careful = connect({ largestStream: 1_000_000 });
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
    const run = await bitbucket.control.start(shop, {
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
    const [made] = repository.runs;
    expect(made?.target).toMatchObject({ ...sent, selector: { type: "custom", pattern: "deploy" } });
    expect(made?.variables).toMatchObject([
      { key: "WHERE", value: "here", secured: false },
      { key: "KEY", value: "s3cret", secured: true },
    ]);
  });

  it("stops what runs, and says of what has ended that it is over", async () => {
    const run = addRun(repository);
    beginRun(run);
    expect(await bitbucket.control.stop(shop, run.uuid)).toBe("stopping");
    expect(await bitbucket.control.stop(shop, run.uuid)).toBe("over");
    await expect(bitbucket.control.stop(shop, "{none}")).rejects.toMatchObject({ code: "forge-not-found" });
  });
});

describe("variables", () => {
  beforeEach(() => void repository.environments.set("{production}", []));

  it.each([
    [{ kind: "owner", owner: "acme" }],
    [{ kind: "repository", repository: shop }],
    [{ kind: "environment", repository: shop, environment: "{production}" }],
  ] as const)("are kept by %j, the secured ones unread", async (level) => {
    const { variables } = bitbucket;
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
    double.faults.push({ reply: { status: 200, json: { values: [value] } } });
    const list = await bitbucket.variables.list({ kind: "repository", repository: shop });
    expect(list).toEqual([{ id: "{1}", key: "B", secured: true }]);
  });

  it("end where the forge's pages do not", async () => {
    const next = `${double.url}/repositories/acme/shop/pipelines_config/variables?page=2`;
    const values = [{ type: "pipeline_variable", uuid: "{1}", key: "A", value: "1", secured: false }];
    for (let page = 0; page < 60; page++) double.faults.push({ reply: { status: 200, json: { values, next } } });
    await expect(bitbucket.variables.list({ kind: "repository", repository: shop })).rejects.toMatchObject({
      code: "forge-answer-too-large",
    });
    expect(double.asked).toHaveLength(50);
  });
});

describe("schedules", () => {
  it("are made from five fields and read back as five, switched and removed", async () => {
    const made = await bitbucket.schedules.create(shop, { branch: "main", cron: "30 2 * * 1-5", isEnabled: true });
    expect(made).toMatchObject({ cron: "30 2 * * 1-5", pattern: "0 30 2 ? * MON-FRI *", isEnabled: true });
    await bitbucket.schedules.create(shop, { branch: "main", pipeline: "nightly", cron: "@daily", isEnabled: false });
    await bitbucket.schedules.switch(shop, { id: made.id, isEnabled: false });
    const [first, second] = await bitbucket.schedules.list(shop);
    expect(first).toMatchObject({ id: made.id, isEnabled: false, branch: "main" });
    expect(second).toMatchObject({ pipeline: "nightly", cron: "0 0 * * *", isEnabled: false });
    await bitbucket.schedules.remove(shop, made.id);
    expect(await bitbucket.schedules.list(shop)).toHaveLength(1);
  });

  it("that five fields cannot hold keep the forge's pattern", async () => {
    repository.schedules.push({
      uuid: "{1}",
      enabled: true,
      cron_pattern: "15 0 12 * * ? 2030",
      target: {},
      executions: [],
    });
    const [schedule] = await bitbucket.schedules.list(shop);
    expect(schedule).toMatchObject({ cron: undefined, pattern: "15 0 12 * * ? 2030" });
  });
});

describe("credentials", () => {
  it("are an email and an API token", async () => {
    double.tokens.set(`Basic ${Buffer.from("ada@example.com:t1").toString("base64")}`, "all");
    const byToken = connect({ credentials: { kind: "api-token", email: "ada@example.com", token: "t1" } });
    expect((await byToken.repositories.get(shop)).repository).toEqual(shop);
    byToken.close();
  });

  it("are an OAuth consumer, whose token is fetched once, and again when it is refused or old", async () => {
    double.tokens.set(`Basic ${Buffer.from("consumer:s3cret").toString("base64")}`, "all");
    const clock = leapingClock();
    const credentials = { kind: "oauth", clientId: "consumer", clientSecret: "s3cret" } as const;
    const consumer = connect({ credentials, clock });
    const given = double.tokensGiven;
    await Promise.all([consumer.repositories.get(shop), consumer.repositories.list("acme")]);
    expect(double.tokensGiven - given).toBe(1);
    double.tokens.delete(lastAsked().headers.authorization ?? "");
    await consumer.control.start(shop, { target: { kind: "branch", name: "main" } });
    expect([double.tokensGiven - given, repository.runs.length]).toEqual([2, 1]);
    clock.pass(7_200_000);
    await consumer.repositories.get(shop);
    expect(double.tokensGiven - given).toBe(3);
    consumer.close();
    const wrong = connect({ credentials: { ...credentials, clientSecret: "wr0ng" } });
    await expect(wrong.repositories.get(shop)).rejects.toMatchObject({ code: "forge-unauthorized" });
    wrong.close();
  });

  it("that ended are told so, with what to do", async () => {
    double.tokens.clear();
    await expect(bitbucket.repositories.get(shop)).rejects.toMatchObject({
      code: "forge-unauthorized",
      status: 401,
      mend: expect.stringContaining("expired"),
    });
    expect(double.asked).toHaveLength(1);
  });

  it("without the scope are told which ability is refused", async () => {
    double.tokens.set("Bearer t0ken", ["read:pipeline:bitbucket", "read:repository:bitbucket"]);
    const start = bitbucket.control.start(shop, { target: { kind: "branch", name: "main" } });
    await expect(start).rejects.toMatchObject({ code: "forge-forbidden", status: 403 });
    expect(bitbucket.capabilities.find(({ ability }) => ability === "runs.start")?.scopes).toContain(
      "write:pipeline:bitbucket",
    );
  });
});
