import type { AbilityCheck } from "../../common/ability.ts";

/** Those that their names do not tell plainly. */
const words: Readonly<Record<string, string>> = {
  "account.read": "See whose token it is",
  "ci.read": "See whether CI is on",
  "ci.write": "Switch CI on and off",
  "container-logs.read": "See logs of services",
  "identity.read": "See the identity of runs",
  "queues.read": "See what runs wait for",
  "runs.on-demand": "Run without a commit",
  "runs.rerun": "Run again",
  "ssh.read": "See SSH keys and known hosts",
  "ssh.write": "Change SSH keys and known hosts",
};

const verbs: Readonly<Record<string, string>> = { read: "See", write: "Change" };

/** What can be done, in a person's words: `See runs`. */
export function abilityWord(ability: AbilityCheck["ability"]): string {
  const [things = "", verb = ""] = ability.split(".");
  const known = Object.hasOwn(words, ability) ? words[ability] : undefined;
  const said = Object.hasOwn(verbs, verb) ? verbs[verb] : verb.charAt(0).toUpperCase() + verb.slice(1);
  return known ?? `${said} ${things.replaceAll("-", " ")}`;
}
