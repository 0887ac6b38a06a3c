import { availableParallelism } from "node:os";
import { bareSpawnTime } from "../measure/bare-spawn-time.ts";
import type { Case } from "../measure/case.ts";
import { compare } from "../measure/compare.ts";
import { atMost, seconds } from "../measure/finding.ts";
import { interleave } from "../measure/interleave.ts";
import { median } from "../measure/median.ts";
import { latestDuration, runGitlabCiLocal, runHeadrace, runMake } from "../measure/programs.ts";
import { createProject } from "../measure/project.ts";

const count = 100;
const what = `${count} independent stages`;

export const hundredStages: Case = {
  name: "hundred-stages",
  needsPeers: true,
  async run() {
    using project = createProject(
      Array.from({ length: count }, (_, index) => ({
        name: `stage-${index + 1}`,
        needs: [],
        command: `echo hello ${index + 1}`,
      })),
    );
    const directory = project.path;
    const atOnce = availableParallelism();
    const inner: number[] = [];
    const bare: number[] = [];
    const [ours = [], gitlab = [], make = []] = await interleave(7, [
      async () => {
        const run = await runHeadrace(directory);
        inner.push(latestDuration(directory));
        bare.push(bareSpawnTime(count, atOnce));
        return run;
      },
      () => runGitlabCiLocal(directory),
      () => runMake(directory),
    ]);
    const own = median(inner.slice(1));
    const floor = median(bare.slice(1));
    return [
      compare({
        what: `${what}, whole program`,
        ours,
        theirs: gitlab,
        beside: "gitlab-ci-local",
        target: (ratio) => atMost(ratio, 0.33),
      }),
      compare({ what: `${what}, whole program`, ours, theirs: make, beside: "make" }),
      {
        what: `${what}, started to finished`,
        ours: seconds(own / 1_000),
        beside: `bare spawns, ${atOnce} at once, ${seconds(floor / 1_000)}`,
        figure: (own / floor).toFixed(2),
        target: atMost(own / floor, 2),
      },
    ];
  },
};
