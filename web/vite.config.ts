import { copyFileSync, renameSync, rmdirSync } from "node:fs";
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

/** The pages by their address. Vite keeps an entry's folder in its name; the server wants a file beside the others. */
const PAGES = {
  inbox: ["/", "index.html"],
  account: ["/account", "account.html"],
  console: ["/console", "console.html"],
} as const;

const placePages: Plugin = {
  name: "place-pages",
  writeBundle: () => {
    for (const [folder, [, name]] of Object.entries(PAGES)) renameSync(`${out}/${folder}/index.html`, `${out}/${name}`);
    for (const folder of Object.keys(PAGES)) rmdirSync(`${out}/${folder}`);
  },
  configureServer: (server) => {
    server.middlewares.use((request, _response, next) => {
      const page = Object.entries(PAGES).find(([, [address]]) => address === request.url?.split("?")[0]);
      if (page) request.url = `/${page[0]}/index.html`;
      next();
    });
  },
};

// TEMPORY_SERVER is where `npm run dev` finds a running server: the page itself only ever speaks to its own origin.
const server = process.env["TEMPORY_SERVER"] ?? "https://127.0.0.1:8443";

export default defineConfig({
  root: here("."),
  base: "/",
  plugins: [svelte({ configFile: here("svelte.config.js") }), shareTokens, placePages],
  resolve: { alias: { $src: here("src"), $inbox: here("inbox"), $account: here("account") } },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2023",
    // The strict Content-Security-Policy allows no inline script, style or data: asset but images.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // The largest are the dictionaries that passwords are judged by: fetched when one is chosen, and never else.
    chunkSizeWarningLimit: 1_300,
    rolldownOptions: {
      input: {
        inbox: here("inbox/index.html"),
        account: here("account/index.html"),
        console: here("console/index.html"),
      },
    },
  },
  server: {
    proxy: Object.fromEntries(["/api", "/frame", "/security"].map((path) => [path, { target: server, secure: false }])),
  },
  test: {
    root: here("."),
    include: ["src/**/*.test.ts", "inbox/**/*.test.ts", "account/**/*.test.ts", "console/**/*.test.ts"],
  },
});
