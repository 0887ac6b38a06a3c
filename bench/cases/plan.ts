import { planExecution } from "../../packages/execution/src/index.ts";
import type { Case } from "../measure/case.ts";
import { seconds } from "../measure/finding.ts";
import { median } from "../measure/median.ts";
import { pipelineOf, planRequest } from "../measure/plan-request.ts";

const stages = 2_000;
const needsEach = 5;
const runs = 15;

export const plan: Case = {
  name: "plan",
  needsPeers: false,
  async run() {
    // The first ones have fewer before them; a few more needs at the end make up for it.
    const pipeline = pipelineOf(stages, (index) =>
      Array.from({ length: Math.min(index, needsEach + (index >= stages - 15 ? 1 : 0)) }, (_, need) =>
        need === 0 ? index - 1 : Math.floor((index * need) / (needsEach + 1)),
      ),
    );
    const needs = pipeline.stages.reduce((sum, stage) => sum + stage.needs.length, 0);
    const times = Array.from({ length: runs + 1 }, () => {
      const started = performance.now();
      planExecution(planRequest(pipeline));
      return performance.now() - started;
    });
    const [first = Number.NaN, ...later] = times;
    const milliseconds = median(later);
    return [
      {
        what: `planning ${stages.toLocaleString("en")} stages with ${needs.toLocaleString("en")} needs`,
        ours: seconds(milliseconds / 1_000),
        beside: `the first time ${seconds(first / 1_000)}`,
        figure: `${((milliseconds * 1_000) / stages).toFixed(1)} µs a stage`,
        target: { text: "< 200 ms", met: milliseconds < 200 },
      },
    ];
  },
};
