import type { Plugin } from "rolldown";

/** As the bundler writes them: a default, a namespace, names, or a default with names. */
const importOfBuiltin = /^import (?:(?:\* as )?([\w$]+))?(?:, )?(\{[^}]*\})? ?from "(node:[\w/]+)";$/gm;

/**
 * Asks for Node's own modules instead of importing them: an import makes a second face of a module, for which it reads
 * all that the module exports, and for `process` and `crypto` that alone is a twentieth of a trivial run.
 */
export const askForBuiltins: Plugin = {
  name: "ask-for-builtins",
  renderChunk: (code) =>
    code.replaceAll(importOfBuiltin, (_, whole?: string, names?: string, module?: string) => {
      // Not `process`: what a file imports from `node:process` bears that name too.
      const asked = `globalThis.process.getBuiltinModule("${module}")`;
      const ways = [
        ...(whole === undefined ? [] : [whole]),
        ...(names === undefined ? [] : [names.replaceAll(" as ", ": ")]),
      ];
      return ways.map((way) => `const ${way} = ${asked};`).join(" ");
    }),
};
