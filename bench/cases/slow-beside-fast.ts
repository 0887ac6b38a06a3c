import type { Case } from "../measure/case.ts";
import { compare } from "../measure/compare.ts";
import { interleave } from "../measure/interleave.ts";
import { median } from "../measure/median.ts";
import { runGitlabCiLocal, runHeadrace, runMake } from "../measure/programs.ts";
import { createProject } from "../measure/project.ts";

const what = "slow (2 s) beside fast → after (2 s)";

/** A runner that works in waves lets `after` wait for `slow`, which it does not need. */
export const slowBesideFast: Case = {
  name: "slow-beside-fast",
  needsPeers: true,
  async run() {
    using project = createProject([
      { name: "slow", needs: [], command: "sleep 2" },
      { name: "fast", needs: [], command: "echo fast" },
      { name: "after", needs: ["fast"], command: "sleep 2" },
    ]);
    const directory = project.path;
    const [ours = [], gitlab = [], make = []] = await interleave(3, [
      () => runHeadrace(directory),
      () => runGitlabCiLocal(directory),
      () => runMake(directory),
    ]);
    const own = median(ours.map((run) => run.seconds));
    return [
      {
        ...compare({ what, ours, theirs: gitlab, beside: "gitlab-ci-local" }),
        target: { text: "< 2.4 s", met: own < 2.4 },
      },
      compare({ what, ours, theirs: make, beside: "make" }),
    ];
  },
};
