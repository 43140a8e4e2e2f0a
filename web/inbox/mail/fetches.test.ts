import { describe, expect, it } from "vitest";
import { tokens } from "./csstokens";
import { withoutFetches, withoutImports } from "./fetches";

const EVIL = "https://evil.example/t.png";

/** Cleaned as a mail is: pictures in data: pass, a cid: becomes a blob:, the rest is counted. */
function judge(css: string, wash: typeof withoutFetches = withoutFetches): { css: string; stopped: string[] } {
  const stopped: string[] = [];
  const cleaned = wash(css, (url) => {
    if (url.startsWith("cid:")) return "blob:https://here.example/1";
    if (url.startsWith("data:image/png")) return url;
    if (!url.startsWith("#")) stopped.push(url);
    return null;
  });
  return { css: cleaned, stopped };
}

/** The URLs that are live in what came out, read anew. */
function live(css: string): string[] {
  const all = tokens(css);
  return all.flatMap(({ kind, value }, at) => {
    if (kind === "url") return [value];
    return kind === "function" && /^(url|src|image|.*image-set|.*cross-fade)$/i.test(value)
      ? [all[at + 1]?.value ?? value]
      : [];
  });
}

describe("withoutFetches", () => {
  it.each([
    `background: url("${EVIL}")`,
    `background: url(${EVIL})`,
    `background: URL( '${EVIL}' )`,
    `--x: url(${EVIL}); background: var(--x)`,
    `--x: url( "${EVIL}" ); background: var(--x)`,
    `--x:\\75rl(${EVIL}); background: var(--x)`,
    `--x: \\000075\n\\52 \\4c(${EVIL})`,
    `background: u\\72l(${EVIL}) var(--y)`,
    `--x: {a: url(${EVIL})}`,
    `background: var(--none, url(${EVIL}))`,
    `--x: "\\"" url(${EVIL}) "\\""`,
    `--x: '"' url(${EVIL}) '"'`,
    `--x: "a\\\n" url(${EVIL})`,
    `--x: a/* " */ url(${EVIL}) /* " */`,
    `--x: 1.url(${EVIL})`,
    `--x: url(${EVIL}`,
    `--x: url("${EVIL}`,
    `--x: url("${EVIL}" crossorigin(anonymous))`,
    `background: image-set("${EVIL}" type("image/png") 1x)`,
    `background: -webkit-image-set(url("${EVIL}") 1x)`,
    `background: ima\\67 e-set("${EVIL}" 1x) var(--y)`,
    `background: image("${EVIL}", red)`,
    `background: src("${EVIL}")`,
    `background: \\73rc("${EVIL}")`,
    `background: cross-fade(url("${EVIL}"), red 50%)`,
    `background: -webkit-cross-fade(red, url(${EVIL}), 50%)`,
    `cursor: url("${EVIL}"), auto`,
    `list-style: square url("${EVIL}")`,
    `content: "a" url("${EVIL}") "b"`,
    `@font-face { font-family: f; src: url("${EVIL}") format("woff2"); }`,
    `@import "${EVIL}"; p { color: red; }`,
    `@\\69mport url(${EVIL}) screen;`,
    `@namespace svg url("${EVIL}");`,
    `p { color: red; & b { background: url("${EVIL}"); } }`,
  ])("stops and counts %j", (css) => {
    const { css: cleaned, stopped } = judge(css);
    expect(stopped).toEqual([EVIL]);
    expect(live(cleaned)).toEqual([]);
    expect(cleaned).not.toContain("evil.example");
  });

  it.each([
    String.raw`background-image: url("data:image/png;,\"); background-image: url(https://evil.example/t.png); x: (\"")`,
    String.raw`--x: url("data:image/png;,\22); background-image: url(https://evil.example/t.png); x: (\22")`,
    String.raw`--x: url(data:image/png;,\22\29\;background:url\28https://evil.example/t.png\29\;x:\28\22)`,
    String.raw`background: url("data:image/png;,\a \"); background: url(https://evil.example/t.png); \d \c \\")`,
    String.raw`background: url("data:image/png;,\\\"); background: url(https://evil.example/t.png); x: (\"\\")`,
    String.raw`background: url('data:image/png;,"); background: url(https://evil.example/t.png); x: ("')`,
    String.raw`background: url("data:image/png;,\</style>\<img src=x>")`,
  ])("writes back as one URL what it judged as one: %j", (css) => {
    const [before, { css: cleaned, stopped }] = [live(css), judge(css)];
    expect(stopped).toEqual([]);
    expect(before).toHaveLength(1);
    expect(live(cleaned)).toEqual(before);
    expect(cleaned).not.toContain("<");
    expect(judge(cleaned).css).toBe(cleaned);
  });

  it.each(["image-set(var(--x))", "src(var(--x))", "\\69mage(var(--x))", "aurl(var(--x))"])(
    "stops %s, whose URL is written elsewhere",
    (loader) => {
      const { css, stopped } = judge(`--x: "${EVIL}"; background: ${loader}`);
      expect(stopped).toEqual(["var(--x)"]);
      expect(css).toBe(`--x: "${EVIL}"; background: none`);
    },
  );

  it("makes no function out of what stood apart", () => {
    expect(judge(`--x: u/**/rl(${EVIL})`).css).toBe(`--x: u/**/rl(${EVIL})`);
    for (const apart of ["/* a */", "@import 'a';", '"a\n', "\\\n"])
      for (const first of ["u", "\\75", "\\000075"])
        expect(live(judge(`--x: ${first}${apart}rl(${EVIL})`).css)).toEqual([]);
    expect(judge(`--x: "a\nurl(${EVIL})`).stopped).toEqual([EVIL]);
    expect(judge("--x: url(a)no-repeat").css).toBe("--x: none no-repeat");
  });

  it("closes what is left open, so that the next rule stands alone", () => {
    expect(judge('--x: "a').css).toBe('--x: "a"');
    expect(judge("--x: 'a\\").css).toBe('--x: "a"');
    expect(judge("--x: a /* b").css).toBe("--x: a /**/");
    expect(judge("--x: a\\").css).toBe("--x: a/**/");
    expect(judge("--x: image-set(url(cid:a").css).toBe("--x: none");
  });

  it.each([
    'p.a > b[title="x\\"y"]:not(.c)::after { content: "“\\\\”"; color: rgb(1, 2, 3); }',
    "--gap: calc(1px + 2em); --font: Georgia, serif; padding: var(--gap)",
    "background: linear-gradient(90deg, #fff 0%, rgba(0, 0, 0, 0.5) 100%)",
    "@keyframes k { from { left: 0px; } 50.5% { left: 1e3px; } }",
    ".sm\\:w-1\\/2 { width: 50%; }",
    "#url (a)",
  ])("leaves %j alone", (css) => expect(judge(css)).toEqual({ css, stopped: [] }));

  it("keeps pictures that the message carries", () => {
    expect(judge("background: url(cid:a) no-repeat").css).toBe(
      'background: url("blob:https://here.example/1") no-repeat',
    );
  });

  it("does not count what points into the mail itself", () => {
    expect(judge("background: element(#a); filter: url(#b)")).toEqual({
      css: "background: none; filter: none",
      stopped: [],
    });
  });

  it("takes hostile lengths in its stride", () => {
    for (const part of ["image(", "\\", '"', "url(", "/*", "((", "\\75 rl(", "@import "])
      expect(live(judge(part.repeat(20_000)).css)).toEqual([]);
  });
});

describe("withoutImports", () => {
  it.each([
    [`@import url(${EVIL}) screen; p { color: red; }`, " p { color: red; }"],
    [`@import "${EVIL}"`, ""],
    [`@IMP\\4f RT '${EVIL}' layer(a);b {}`, "b {}"],
    [`@import/**/url( "${EVIL}" );b {}`, "b {}"],
  ])("%j", (css, rest) => expect(judge(css, withoutImports)).toEqual({ css: rest, stopped: [EVIL] }));

  it("leaves what only looks like one, and all else as it stands", () => {
    const css = `/* @import "a"; */ p::after { content: '@import "b";'; background: url(${EVIL}) }`;
    expect(judge(css, withoutImports)).toEqual({ css, stopped: [] });
  });
});
