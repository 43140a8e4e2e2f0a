import { describe, expect, it } from "vitest";
import { Problem } from "../api/problems";
import { loadPictures, pictureOf, remotePicture } from "./remote";

describe("remotePicture", () => {
  it.each([
    ["https://list.example/a.png", "https://list.example/a.png"],
    ["HTTP://List.Example:80/a b.png#top", "http://list.example/a%20b.png"],
    ["//list.example/a.png", "https://list.example/a.png"],
    ["https://bücher.example/é.png", "https://xn--bcher-kva.example/%C3%A9.png"],
    ["https:\\\\list.example\\a.png", "https://list.example/a.png"],
  ])("makes %s whole", (written, whole) => {
    expect(remotePicture(written)).toBe(whole);
  });

  it.each([
    "",
    "a.png",
    "/a.png",
    "x",
    "cid:1",
    "data:image/png;base64,AAAA",
    "blob:https://list.example/1",
    "file:///etc/passwd",
    "ftp://list.example/a.png",
    "javascript:alert(1)",
    "https://user@list.example/a.png",
    "https://user:word@list.example/",
    `https://list.example/${"x".repeat(4_096)}`,
  ])("does not ask for %s", (written) => {
    expect(remotePicture(written)).toBeNull();
  });
});

const never = new AbortController().signal;
const URLS = Array.from({ length: 10 }, (_, number) => `https://list.example/${number}.png`);
const picture = new Blob(["x"], { type: "image/png" });

describe("loadPictures", () => {
  it("asks for each once, three at a time", async () => {
    const asked: string[] = [];
    let [now, most, done] = [0, 0, 0];
    const ask = async (url: string): Promise<Blob> => {
      asked.push(url);
      most = Math.max(most, (now += 1));
      await Promise.resolve();
      now -= 1;
      return picture;
    };
    const { loaded, failed, stopped } = await loadPictures(URLS, ask, () => (done += 1), never);
    expect([asked, loaded.size, failed, stopped, most, done]).toEqual([URLS, 10, 0, null, 3, 10]);
  });

  it("goes on after one that cannot be had", async () => {
    const ask = (url: string) =>
      url.endsWith("/3.png") ? Promise.reject(new Problem("remote-unavailable", 424)) : Promise.resolve(picture);
    const { loaded, failed, stopped } = await loadPictures(URLS, ask, () => undefined, never);
    expect([loaded.size, failed, stopped]).toEqual([9, 1, null]);
  });

  it.each(["rate-limited", "busy", "remote-off", "unreachable", "not-signed-in"])("stops at %s", async (slug) => {
    let asked = 0;
    const ask = () => ((asked += 1) > 4 ? Promise.reject(new Problem(slug, 429)) : Promise.resolve(picture));
    const { loaded, stopped } = await loadPictures(URLS, ask, () => undefined, never);
    expect(loaded.size).toBe(4);
    expect(stopped).toBeInstanceOf(Problem);
    expect(asked).toBeLessThan(8);
  });

  it("asks for no more once nobody reads it", async () => {
    const reader = new AbortController();
    let asked = 0;
    const ask = () => {
      if ((asked += 1) === 3) reader.abort();
      return Promise.resolve(picture);
    };
    await loadPictures(URLS, ask, () => undefined, reader.signal);
    expect(asked).toBe(3);
  });
});

describe("pictureOf", () => {
  it.each([
    ["image/png", "image/png"],
    ["image/svg+xml", "application/octet-stream"],
    ["text/html", "application/octet-stream"],
  ])("takes %s as %s", async (said, kept) => {
    expect((await pictureOf(new Response("x", { headers: { "content-type": said } }))).type).toBe(kept);
  });
});
