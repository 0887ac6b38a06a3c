import { type ResolveFnOutput, registerHooks } from "node:module";

/**
 * Vitest tells its main process of every import that has a parent, to run again in watch mode what a change concerns: some
 * 5,000 messages a worker. A run that does not watch has no use for them, so what our files import is found here, before
 * Vitest's hook: the files beside them by their place, all else as Node does, once for the files of a package.
 */
if (process.env.VITEST_MODE === "RUN") {
  const found = new Map<string, ResolveFnOutput>();
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const { parentURL = "", conditions } = context;
      const [, ours] = /^(file:.*\/(?:packages\/[\w-]+|test|scripts)\/).*\.ts(?:\?|$)/.exec(parentURL) ?? [];
      if (ours === undefined || !conditions.includes("import") || specifier.includes("?"))
        return nextResolve(specifier, context);
      if (/^\.\.?\/.*\.ts$/.test(specifier)) {
        return { url: new URL(specifier, parentURL).href, format: "module-typescript", shortCircuit: true };
      }
      const key = `${ours} ${specifier}`;
      const known = found.get(key);
      if (known !== undefined) return { ...known, shortCircuit: true };
      const resolved = nextResolve(specifier, context);
      if (!/^[./]/.test(specifier)) found.set(key, resolved);
      return resolved;
    },
  });
}
