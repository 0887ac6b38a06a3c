import { parsePipeline } from "../../packages/pipeline/src/index.ts";
import type { Case } from "../measure/case.ts";
import { seconds } from "../measure/finding.ts";
import { median } from "../measure/median.ts";

const count = 1_000;
const runs = 15;

/** Stages as people write them: needs, a condition, a matrix here and there, expressions, artifacts. */
function definition(): string {
  const stages = Array.from({ length: count }, (_, index) => {
    const needs = [index - 1, index - 10].filter((need) => need >= 0).map((need) => `stage-${need}`);
    return `  stage-${index}:
    needs: [${needs.join(", ")}]
${index % 10 === 9 ? "    when: ${{ git.branch == 'main' }}\n" : ""}    variables: { PART: "part ${index}", VERSION: "\${{ params.version }}" }
    timeout: 10m
    steps:
      - npm ci
      - { name: build, run: "npm run build -- --part ${index}" }
${index % 20 === 19 ? `    artifacts: [{ name: dist-${index}, paths: ["dist/${index}/**"] }]\n` : ""}`;
  });
  return `name: large
parameters:
  version: { type: string, default: "1.0" }
stages:
${stages.join("")}`;
}

export const validate: Case = {
  name: "validate",
  needsPeers: false,
  async run() {
    const text = definition();
    const times = Array.from({ length: runs + 1 }, () => {
      const started = performance.now();
      const { pipeline, diagnostics } = parsePipeline(text);
      const time = performance.now() - started;
      if (pipeline === null) throw new Error(`it is not valid: ${diagnostics[0]?.message}`);
      return time;
    });
    const [first = Number.NaN, ...later] = times;
    const milliseconds = median(later);
    return [
      {
        what: `validating ${count.toLocaleString("en")} stages (${(text.length / 1_000).toFixed(0)} kB), in process`,
        ours: seconds(milliseconds / 1_000),
        beside: `the first time ${seconds(first / 1_000)}`,
        figure: `${((milliseconds * 1_000) / count).toFixed(0)} µs a stage`,
        target: { text: "< 50 ms", met: milliseconds < 50 },
      },
    ];
  },
};
