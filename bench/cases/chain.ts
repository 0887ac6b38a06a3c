import { bareSpawnTime } from "../measure/bare-spawn-time.ts";
import type { Case } from "../measure/case.ts";
import { compare } from "../measure/compare.ts";
import { seconds } from "../measure/finding.ts";
import { interleave } from "../measure/interleave.ts";
import { median } from "../measure/median.ts";
import { latestDuration, runGitlabCiLocal, runHeadrace, runMake } from "../measure/programs.ts";
import { createProject } from "../measure/project.ts";

const count = 50;
const what = `a chain of ${count}`;

export const chain: Case = {
  name: "chain",
  needsPeers: true,
  async run() {
    using project = createProject(
      Array.from({ length: count }, (_, index) => ({
        name: `stage-${index + 1}`,
        needs: index === 0 ? [] : [`stage-${index}`],
        command: `echo hello ${index + 1}`,
      })),
    );
    const directory = project.path;
    const inner: number[] = [];
    const bare: number[] = [];
    const [ours = [], gitlab = [], make = []] = await interleave(7, [
      async () => {
        const run = await runHeadrace(directory);
        inner.push(latestDuration(directory));
        bare.push(bareSpawnTime(count, 1));
        return run;
      },
      () => runGitlabCiLocal(directory),
      () => runMake(directory),
    ]);
    const own = median(inner.slice(1)) / count;
    const floor = median(bare.slice(1)) / count;
    return [
      {
        what: `${what}, a stage, started to finished`,
        ours: seconds(own / 1_000),
        beside: `bare spawn ${seconds(floor / 1_000)}`,
        figure: `+${(own - floor).toFixed(1)} ms`,
        target: { text: "< 5 ms", met: own - floor < 5 },
      },
      compare({ what: `${what}, whole program`, ours, theirs: gitlab, beside: "gitlab-ci-local" }),
      compare({ what: `${what}, whole program`, ours, theirs: make, beside: "make" }),
    ];
  },
};
