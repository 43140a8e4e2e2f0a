import { describe, expect, it } from "vitest";
import { isTracker, type Looks } from "./tracking";

const PLAIN = "https://list.example/banner.png";
const looks = (width = "", height = "", hidden = false): Looks => ({ width, height, hidden });

describe("isTracker", () => {
  it.each([
    looks("1", "1"),
    looks("1px", "1px"),
    looks("2", "1.0px"),
    looks(" 2px ", "2"),
    looks("0", "0"),
    looks("0", "40"),
    looks("600", "0"),
    looks("1", ""),
    looks("", "1px"),
    looks("", "", true),
    looks("100%", "1", true),
  ])("tells %o by its looks", (given) => {
    expect(isTracker(PLAIN, given)).toBe(true);
  });

  it.each([
    looks(),
    looks("600", "200"),
    looks("3", "3"),
    looks("1", "20"),
    looks("100%", ""),
    looks("auto", "auto"),
    looks("", "2"),
    // Shown on a phone by a style sheet, and hidden until then.
    looks("320", "90", true),
    looks("320", "", true),
  ])("takes %o for a picture", (given) => {
    expect(isTracker(PLAIN, given)).toBe(false);
  });

  it.each([
    "https://u1.ct.sendgrid.example/wf/open?upn=abc",
    "https://list.us1.manage.example/track/open.php?u=1&id=2",
    "https://e.shop.example/tracking/pixel/8fa2",
    "https://shop.example/mail/open.gif?id=1",
    "https://shop.example/o.gif",
    "https://shop.example/a/1x1.png?x",
    "https://shop.example/img/beacon.GIF",
    "https://x.r.example/tr/op/AbC",
    "https://x.mail.example/oo/AbCdEfGhIjK/1",
    "https://abc.r.eu-west-1.awstrack.me/I0/0102018f-aaaa-bbbb-cccc-000000000000/x",
    "https://pixel.shop.example/a.jpg",
    "https://open.shop.example/a.jpg",
    "https://www.google-analytics.com/collect?v=1",
    "https://pstmrk.it/open/x",
  ])("tells %s by its shape", (url) => {
    expect(isTracker(url, looks("600", "200"))).toBe(true);
  });

  it.each([
    PLAIN,
    "https://shop.example/open-day/banner.png",
    "https://shop.example/opening.png",
    "https://opera.example/house.jpg",
    "https://cdn.shop.example/pixel-art.png",
    "https://shop.example/track/shoes.jpg",
    "https://shop.example/logo.gif",
    "https://pixels.example/photo.jpg",
    "not a url",
  ])("takes %s for a picture", (url) => {
    expect(isTracker(url, looks("600", "200"))).toBe(false);
  });
});
