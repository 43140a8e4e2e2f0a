/** What is said of pictures that a message only points at. */
const plural = (n: number, one: string, many: string) => (n === 1 ? one : many).replace("#", n.toLocaleString("en"));

export const remote = {
  trackers: (n: number, hosts: string) => `${plural(n, "1 tracking pixel", "# tracking pixels")} from ${hosts}.`,
  trackersWhy: "Such pixels tell the sender that a message was opened.",
  load: (n: number) => plural(n, "Load 1 picture through Tempory", "Load # pictures through Tempory"),
  what: "The sender may see that the message was opened, not who or where you are.",
  stays: "Tracking pixels stay blocked, and so does whatever is no picture.",
  most: (n: number) => `At most ${n} pictures of a message are loaded.`,
  loading: (done: number, all: number) => `Loading pictures: ${done} of ${all}…`,
  loaded: (n: number) => plural(n, "1 picture was loaded through Tempory.", "# pictures were loaded through Tempory."),
  failed: (n: number) =>
    plural(n, "1 could not be had, or is none that is shown.", "# could not be had, or are none that are shown."),
  dangerous: "Because this message is dangerous, its pictures are not loaded.",
};
