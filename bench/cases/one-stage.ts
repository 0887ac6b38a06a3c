import type { Case } from "../measure/case.ts";
import { compare } from "../measure/compare.ts";
import { atMost } from "../measure/finding.ts";
import { interleave } from "../measure/interleave.ts";
import { runGitlabCiLocal, runHeadrace, runMake } from "../measure/programs.ts";
import { createProject } from "../measure/project.ts";
import { runProgram } from "../measure/run-program.ts";

const what = "one trivial stage, whole program";

export const oneStage: Case = {
  name: "one-stage",
  needsPeers: true,
  async run() {
    using project = createProject([{ name: "hello", needs: [], command: "echo hello" }]);
    const directory = project.path;
    const [ours = [], gitlab = [], make = [], node = []] = await interleave(11, [
      () => runHeadrace(directory),
      () => runGitlabCiLocal(directory),
      () => runMake(directory),
      () => runProgram({ program: process.execPath, arguments: ["--eval", "0"], directory }),
    ]);
    return [
      compare({
        what,
        ours,
        theirs: gitlab,
        beside: "gitlab-ci-local",
        target: (ratio) => atMost(ratio, 0.45),
      }),
      compare({ what, ours, theirs: make, beside: "make" }),
      compare({ what, ours, theirs: node, beside: "node -e 0" }),
    ];
  },
};
