import { parsePipeline } from "../../packages/pipeline/src/index.ts";
import type { Case } from "../measure/case.ts";
import { type Finding, seconds } from "../measure/finding.ts";
import { median } from "../measure/median.ts";

const count = 1_000;
const runs = 15;

/** Each with its needs and a step. */
const plain = {
  what: "with needs and a step",
  stage: (index: number): string => `  stage-${index}:
    needs: [${needsOf(index)}]
    steps: [{ run: "npm run build -- --part ${index}" }]
`,
};

/** As people write them in the end: variables, conditions, expressions, a timeout, artifacts here and there. */
const rich = {
  what: "with variables, conditions, expressions and artifacts too",
  stage: (index: number): string => `  stage-${index}:
    needs: [${needsOf(index)}]
${index % 10 === 9 ? "    when: ${{ git.branch == 'main' }}\n" : ""}    variables: { PART: "part ${index}", VERSION: "\${{ params.version }}" }
    timeout: 10m
    steps:
      - npm ci
      - { name: build, run: "npm run build -- --part ${index}" }
${index % 20 === 19 ? `    artifacts: [{ name: dist-${index}, paths: ["dist/${index}/**"] }]\n` : ""}`,
};

function needsOf(index: number): string {
  return [index - 1, index - 10]
    .filter((need) => need >= 0)
    .map((need) => `stage-${need}`)
    .join(", ");
}

export const validate: Case = {
  name: "validate",
  needsPeers: false,
  async run() {
    return [measure(plain, 50), measure(rich)];
  },
};

interface Shape {
  readonly what: string;
  stage(index: number): string;
}

function measure({ what, stage }: Shape, limit?: number): Finding {
  const stages = Array.from({ length: count }, (_, index) => stage(index)).join("");
  const text = `name: large\nparameters:\n  version: { type: string, default: "1.0" }\nstages:\n${stages}`;
  const times = Array.from({ length: runs + 1 }, () => {
    const started = performance.now();
    const { pipeline, diagnostics } = parsePipeline(text);
    const time = performance.now() - started;
    if (pipeline === null) throw new Error(`it is not valid: ${diagnostics[0]?.message}`);
    return time;
  });
  const [first = Number.NaN, ...later] = times;
  const milliseconds = median(later);
  return {
    what: `validating ${count.toLocaleString("en")} stages ${what} (${(text.length / 1_000).toFixed(0)} kB)`,
    ours: seconds(milliseconds / 1_000),
    beside: `the first time ${seconds(first / 1_000)}`,
    figure: `${((milliseconds * 1_000) / count).toFixed(0)} µs a stage`,
    ...(limit === undefined ? {} : { target: { text: `< ${limit} ms`, met: milliseconds < limit } }),
  };
}
