import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../src/tempory/api/static");

/** The server's own pages (/security, /problems) link the same tokens, under a name that does not change. */
const shareTokens: Plugin = {
  name: "share-tokens",
  apply: "build",
  closeBundle: () => copyFileSync(here("src/tokens.css"), `${out}/tokens.css`),
};

// TEMPORY_SERVER is where `npm run dev` finds a running server: the page itself only ever speaks to its own origin.
const server = process.env["TEMPORY_SERVER"] ?? "https://127.0.0.1:8443";

export default defineConfig({
  root: here("inbox"),
  base: "/",
  plugins: [svelte({ configFile: here("svelte.config.js") }), shareTokens],
  resolve: { alias: { $src: here("src") } },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2023",
    // The strict Content-Security-Policy allows no inline script, style or data: asset but images.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: { inbox: here("inbox/index.html") } },
  },
  server: {
    proxy: Object.fromEntries(["/api", "/frame", "/security"].map((path) => [path, { target: server, secure: false }])),
  },
  test: { root: here("."), include: ["src/**/*.test.ts", "inbox/**/*.test.ts"] },
});
