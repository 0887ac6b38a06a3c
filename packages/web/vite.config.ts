import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { pagePaths } from "./src/shell/page-paths.ts";
import { tokenStyles } from "./src/theme/token-styles.ts";

/** Stands in `index.html` where the server writes the nonce of each answer. */
const noncePlace = "NONCE-OF-THIS-ANSWER";

/** The theme's tokens as a style sheet, so that they are there before the first script runs. */
function tokens(): Plugin {
  const name = "virtual:tokens.css";
  return {
    name: "tokens",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? tokenStyles() : undefined),
  };
}

/** Tells the server which addresses are pages. */
function pages(): Plugin {
  return {
    name: "pages",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "pages.json", source: JSON.stringify(Object.values(pagePaths)) });
    },
  };
}

/**
 * Where the component library sets styles in ways that our content security policy refuses: a style element without the
 * page's nonce, and a style attribute set as text.
 */
const unruly = [
  {
    file: "@rc-component/util/es/Dom/dynamicCSS.js",
    before: "if (csp?.nonce) {\n    styleNode.nonce = csp?.nonce;\n  }",
    after: "styleNode.nonce = csp?.nonce ?? document.querySelector('meta[property=csp-nonce]')?.nonce ?? '';",
  },
  {
    file: "@rc-component/input/es/calculateNodeHeight.js",
    before: "hiddenTextarea.setAttribute('style', `${sizingStyle};${HIDDEN_TEXTAREA_STYLE}`);",
    after: "hiddenTextarea.style.cssText = `${sizingStyle};${HIDDEN_TEXTAREA_STYLE}`;",
  },
] as const;

/** Mends them. A later version of the library that says it otherwise fails the build, so that this is looked at again. */
function obeyPolicy(): Plugin {
  return {
    name: "obey-policy",
    transform: {
      filter: { id: /@rc-component\/(util|input)\/es\// },
      handler(code, id) {
        const found = unruly.find(({ file }) => id.endsWith(file));
        if (found === undefined) return undefined;
        if (!code.includes(found.before)) this.error(`${found.file} is not as it was: look at obeyPolicy`);
        return code.replace(found.before, found.after);
      },
    },
  };
}

/** Small, and without anything of the component library. */
const everywhere = new RegExp(
  `/src/common/(${[
    "clock",
    "commit",
    "duration",
    "empty-state",
    "format-\\w+",
    "host-\\w+",
    "list-table",
    "notices",
    "page",
    "relative-time",
    "sentence",
    "skeleton",
    "status-\\w+",
    "statuses",
    "times",
    "use-stored",
    "visible(-text)?",
  ].join("|")})\\.`,
);

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tokens(), pages(), obeyPolicy()],
  html: { cspNonce: noncePlace },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ["chrome120", "firefox121", "safari17"],
    // The content security policy takes fonts and scripts from the server alone, not from data: addresses.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // What nearly every page shows, in one file: each of these is smaller than what its answer's headers take.
        codeSplitting: { groups: [{ name: "everywhere", test: everywhere }] },
      },
    },
  },
});
