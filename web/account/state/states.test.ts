import type { Letter } from "$inbox/state/letter";
import { Secret, type Summary } from "$src/sealing";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { groupsOf, isGroup } from "./phrase";
import { matches } from "./search";

describe("a phrase's groups", () => {
  const groups = groupsOf("0A1B-2C3D-4E5F-6G7H-8J9K-MNPQ-RSTV-WXYZ");

  it("are eight", () => expect(groups).toHaveLength(8));

  it.each(["0a1b", " OAIB ", "oalb"])("%s is the first", (typed) => expect(isGroup(typed, "0A1B")).toBe(true));

  it.each(["", "0A1", "0A1BX", "2C3D"])("%s is not", (typed) => expect(isGroup(typed, "0A1B")).toBe(false));

  it("nothing is not a group", () => expect(isGroup("", "")).toBe(false));
});

describe("a search", () => {
  const summary = {
    content_key: new Secret(new Uint8Array(32)),
    envelope: {
      from: [{ name: "Maya Lindqvist", address: "maya@elsewhere.example" }],
      sender: [],
      reply_to: [],
      to: [{ name: "", address: "ines@heron.example" }],
      cc: [],
      subject: "Déjeuner jeudi",
      date: "",
      message_id: "",
      in_reply_to: "",
    },
    recipient: "ines+club@heron.example",
    return_path: "",
    size: 1,
    preview: "On se retrouve au marché ?",
    codes: ["481516"],
    links: [],
    attachments: [{ index: 0, name: "Menu.pdf", type: "application/pdf", size: 1, inline: false, content_id: null }],
    structure: {},
  } as Partial<Summary> as Summary;
  const letter: Letter = { id: "a", uid: 1, received: 0, size: 1, seen: false, summary, fresh: false };

  it.each(["", "  ", "maya", "DEJEUNER", "marche maya", "menu.PDF", "481516", "+club", "ines@heron"])(
    "%s finds it",
    (question) => expect(matches(letter, question)).toBe(true),
  );

  it.each(["dinner", "maya dinner"])("%s does not", (question) => expect(matches(letter, question)).toBe(false));

  it("a broken seal is found by nothing but an empty question", () => {
    expect(matches({ ...letter, summary: null }, "maya")).toBe(false);
    expect(matches({ ...letter, summary: null }, "")).toBe(true);
  });
});

describe("the address's fragment", () => {
  const replaced = vi.fn();

  beforeAll(() => {
    const location = { hash: `#tpe_${"A".repeat(43)}`, pathname: "/account", search: "" };
    vi.stubGlobal("window", { location, history: { replaceState: replaced }, addEventListener: () => undefined });
  });

  it("gives its link once, and is cleared", async () => {
    const { linkFromAddress } = await import("./fragment");
    expect(linkFromAddress).toBe(`tpe_${"A".repeat(43)}`);
    expect(replaced).toHaveBeenCalledWith(null, "", "/account");
  });

  it.each(["", "#mail", "#tpe_short", `#tpe_${"A".repeat(44)}`, `#tpy_${"A".repeat(43)}`])(
    "%s is no link",
    async (hash) => {
      const { linkIn } = await import("./fragment");
      expect(linkIn(hash)).toBeNull();
    },
  );
});
