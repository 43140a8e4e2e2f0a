import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      // Types speak of what may be absent; a `!` silences them.
      "@typescript-eslint/no-non-null-assertion": "error",
      // Maps and sets here are local; state is in $state arrays.
      "svelte/prefer-svelte-reactivity": "off",
      // Mail is hostile: nothing becomes markup but through inbox/mail/clean.ts.
      "svelte/no-at-html-tags": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Use textContent or inbox/mail/clean.ts." },
        { property: "outerHTML", message: "Use textContent or inbox/mail/clean.ts." },
      ],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
  },
  // French sets narrow no-break spaces before ; : ! ? on purpose.
  {
    files: ["inbox/i18n/*fr.ts", "account/i18n/*fr.ts", "console/i18n/*fr.ts"],
    rules: { "no-irregular-whitespace": "off" },
  },
  { ignores: ["node_modules/"] },
);
