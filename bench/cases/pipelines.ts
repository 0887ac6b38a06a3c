import { join } from "node:path";
import { startPostgres } from "../../test/postgres/embedded.ts";
import { type BenchServer, startBenchServer } from "../measure/bench-server.ts";
import type { Case } from "../measure/case.ts";
import type { Finding } from "../measure/finding.ts";
import { median } from "../measure/median.ts";
import { createScratch } from "../measure/scratch.ts";

const times = 50;
/** Milliseconds. */
const limit = 20;

/** As somebody begins with: some stages with needs, a parameter, an artifact. */
const definition = `name: web-app
parameters:
  target: { type: choice, options: [staging, production], default: staging }
triggers: { push: { branches: [main] } }
stages:
  install: { steps: ["npm ci"] }
  lint: { needs: [install], steps: ["npm run lint"] }
  test: { needs: [install], steps: ["npm test"], timeout: 10m }
  build:
    needs: [lint, test]
    steps: ["npm run build"]
    artifacts: [{ name: site, paths: ["dist/**"] }]
  deploy:
    needs: [build]
    steps: ['./deploy.sh "\${{ params.target }}"']
`;

/** What somebody waits for who makes a pipeline: the templates, and the pipeline itself. */
export const pipelines: Case = {
  name: "pipelines",
  needsPeers: false,
  async run() {
    const onSqlite = await measure("SQLite", undefined);
    await using postgres = await startPostgres();
    return [...onSqlite, ...(await measure("PostgreSQL", postgres.url))];
  },
};

async function measure(kind: string, database: string | undefined): Promise<readonly Finding[]> {
  using scratch = createScratch({ "project/data.txt": "data\n" });
  await using server = await startBenchServer({
    directory: join(scratch.path, "data"),
    ...(database === undefined ? {} : { database }),
  });
  const location = join(scratch.path, "project");
  const { id: repository } = await server.request("POST", "/repositories", { name: "bench", location });
  const listed = await time(async () => await listTemplates(server));
  const created = await time(async (turn) => {
    const { diagnostics } = await server.request("POST", "/pipelines", {
      name: `pipeline-${turn}`,
      repository,
      text: definition,
    });
    if (diagnostics.length > 0) throw new Error(`it is not valid: ${diagnostics[0].message}`);
  });
  return [finding(`the list of templates on ${kind}`, listed), finding(`creating a pipeline on ${kind}`, created)];
}

async function listTemplates(server: BenchServer): Promise<void> {
  const { items } = await server.request("GET", "/templates");
  if (items.length === 0) throw new Error("there are no templates");
}

/** Milliseconds of each turn, one after the other. */
async function time(work: (turn: number) => Promise<void>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const began = performance.now();
    await work(turn);
    taken.push(performance.now() - began);
  }
  return taken;
}

function finding(what: string, taken: readonly number[]): Finding {
  const usual = median(taken);
  const [first = Number.NaN] = taken;
  return {
    what,
    ours: `${usual.toFixed(1)} ms`,
    beside: `the first time ${first.toFixed(1)} ms`,
    figure: `most ${Math.max(...taken).toFixed(1)} ms`,
    target: { text: `< ${limit} ms`, met: usual < limit },
  };
}
