import type { ConformanceSubject } from "../executor-conformance.ts";

/** What the conformance suite asks of an executor whose steps are shell scripts. */
export const shellScripts: ConformanceSubject["scripts"] = {
  exit: (code) => `exit ${code}`,
  signal: (name) => `kill -s ${name.slice(3)} $$`,
  stdout: (text) => `echo ${text}`,
  stderr: (text) => `echo ${text} >&2`,
  lines: (count) => `seq -f 'line %.0f' ${count}`,
  wait: "echo ready; sleep 60",
  waitStubbornly: "trap '' TERM; echo ready; sleep 60",
  background: "while :; do echo tick; sleep 0.02; done &",
  sleep: (milliseconds) => `sleep ${milliseconds / 1_000}`,
  shell: "sh",
};
