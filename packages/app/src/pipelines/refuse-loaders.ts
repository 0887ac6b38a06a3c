import type { OperationContext } from "../operations/context.ts";
import { Problem } from "../problems/problem.ts";

/**
 * Variables by which a shell, a loader, an interpreter or git runs code of their author's choice, whatever the steps say.
 * A pipeline may set them in its text, where they can be read.
 */
const loader =
  /^(?:PATH|ENV|IFS|PS4|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|CDPATH|BASH_.*|(?:LD|DYLD|GIT|NODE|PYTHON|PERL|PERL5|RUBY|JAVA|JDK|JAVAC|MAVEN|GRADLE|npm_config|NPM_CONFIG)_.*|PYTHON(?:PATH|HOME|STARTUP)|PERL5(?:OPT|LIB|DB)|RUBY(?:OPT|LIB)|_JAVA_OPTIONS|CLASSPATH|(?:SSH|SUDO)_ASKPASS|EDITOR|VISUAL|PAGER)$/i;

/**
 * Who may run what is written, but not what he writes himself, gives a run no variable that makes it something else: it
 * would be given the secrets of what is written. Throws `forbidden`.
 */
export async function refuseLoaders(
  permits: OperationContext["permits"],
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const name = Object.keys(variables).find((each) => loader.test(each));
  if (name === undefined || (await permits("pipeline.run-inline"))) return;
  const message = "makes programs run other code";
  throw new Problem("forbidden", `the variable ${name} ${message}, which needs the permission pipeline.run-inline`, {
    mend: "set it in the pipeline's text, or ask a maintainer",
    faults: [{ path: `variables.${name}`, message }],
  });
}
