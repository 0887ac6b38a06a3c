import type { Case } from "../measure/case.ts";
import { compare } from "../measure/compare.ts";
import { seconds } from "../measure/finding.ts";
import { interleave } from "../measure/interleave.ts";
import { median } from "../measure/median.ts";
import { runGitlabCiLocal, runHeadrace } from "../measure/programs.ts";
import { createProject } from "../measure/project.ts";
import { runProgram } from "../measure/run-program.ts";

const count = 200_000;
const what = "200,000 log lines, whole program";

export const logLines: Case = {
  name: "log-lines",
  needsPeers: true,
  async run() {
    const text = Array.from({ length: count }, (_, index) => `line ${index + 1} of a build that says what it does\n`);
    using project = createProject([{ name: "talk", needs: [], command: "cat lines.txt" }], {
      "lines.txt": text.join(""),
    });
    const directory = project.path;
    const [ours = [], cat = [], gitlab = []] = await interleave(5, [
      () => runHeadrace(directory),
      () => runProgram({ program: "cat", arguments: ["lines.txt"], directory }),
      () => runGitlabCiLocal(directory),
    ]);
    const own = median(ours.map((run) => run.seconds));
    const floor = median(cat.map((run) => run.seconds));
    return [
      {
        what,
        ours: seconds(own),
        beside: `cat ${seconds(floor)}`,
        figure: `+${seconds(own - floor)}`,
        target: { text: "< 0.5 s", met: own - floor < 0.5 },
      },
      compare({ what, ours, theirs: gitlab, beside: "gitlab-ci-local" }),
    ];
  },
};
