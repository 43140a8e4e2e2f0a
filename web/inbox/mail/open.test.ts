import { describe, expect, it } from "vitest";
import { isPicture, read } from "./open";

const mail = (text: string) => read(new TextEncoder().encode(text.replaceAll("\n", "\r\n")));

describe("read", () => {
  it("reads both bodies, the headers as they stand and the files", async () => {
    const opened = await mail(`Subject: =?utf-8?q?=C3=89preuves?=
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

caf=E9
--c
Content-Type: text/html

<p>coffee</p>
--c--
--b
Content-Type: image/png; name=x.png
Content-ID: <map@x>
Content-Transfer-Encoding: base64

iVBORw==
--b--
`);
    expect(opened.text.trim()).toBe("café");
    expect(opened.html).toContain("<p>coffee</p>");
    expect(opened.headers[0]).toEqual({ name: "Subject", value: "=?utf-8?q?=C3=89preuves?=" });
    expect(opened.files).toHaveLength(1);
    expect(opened.files[0]).toMatchObject({ name: "x.png", size: 4, contentId: "map@x", dangerous: false });
  });

  it("gives only plain pictures a type of their own: a document from a mail must never be of this origin", async () => {
    const part = (type: string) => mail(`Content-Type: ${type}; name=x\nContent-Disposition: attachment\n\nx\n`);
    for (const type of ["text/html", "image/svg+xml", "application/xhtml+xml", "application/pdf"]) {
      const file = (await part(type)).files[0];
      expect(file?.blob.type, type).toBe("application/octet-stream");
      expect(file && isPicture(file), type).toBe(false);
    }
    expect((await part("image/png")).files[0]?.blob.type).toBe("image/png");
  });

  it("keeps a message in a message as a file", async () => {
    const opened = await mail("Content-Type: message/rfc822\n\nSubject: inner\n\n<script>\n");
    expect(opened.files[0]).toMatchObject({ name: "1.eml", type: "message/rfc822" });
  });

  it("lives through what is no mail at all", async () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256);
    expect((await read(noise)).raw).toBe(noise);
    expect(await mail("")).toMatchObject({ text: "", html: null, files: [] });
  });

  it("gives the source alone when the parts have no end", async () => {
    const parts = Array.from(
      { length: 400 },
      (_, index) => `Content-Type: multipart/mixed; boundary=b${index}\n\n--b${index}\n`,
    );
    expect(await mail(parts.join(""))).toMatchObject({ spared: "malformed", html: null, text: "", files: [] });
  });

  it("gives the words of HTML that would freeze the page", async () => {
    const html = `<p>${Array.from({ length: 300 }, (_, index) => `<b c=${index}>`).join("")}</p>${"<p>x".repeat(1000)}`;
    const opened = await mail(`Content-Type: text/html\n\n${html}`);
    expect(opened).toMatchObject({ spared: "heavy", html: null });
    expect(opened.text).toMatch(/^x\n/);
  });
});
