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

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tokens(), pages()],
  html: { cspNonce: noncePlace },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ["chrome120", "firefox121", "safari17"],
    // The content security policy takes fonts and scripts from the server alone, not from data: addresses.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
  },
});
