/** The security team's queue of reports, in English. */
const plural = (n: number, one: string, many: string) => (n === 1 ? one : many.replace("#", n.toLocaleString("en")));

export const reports = {
  title: "Reported messages",
  lead: "What was handed over, sealed to the security team’s key. It opens in this page alone; the server has no key to it, and each opening is shown to whoever handed it over from a mailbox here.",
  refresh: "Look again",
  counts: (open: string, confirmed: string, harmless: string) =>
    `${open} open, ${confirmed} confirmed, ${harmless} harmless`,
  eldest: (ago: string) => `The eldest open one was reported ${ago}.`,
  none: "Nothing was reported.",
  queue: "Queue",
  states: { open: "Open", confirmed: "Phishing", harmless: "Harmless" },
  channels: {
    page: "from the page",
    api: "by the API",
    keyword: "from a mail program",
    forward: "by forwarding",
  } as Record<string, string>,
  item: (ago: string, channel: string, size: string) => `Reported ${ago}, ${channel}, ${size}`,
  open: "Open",
  openLabel: (ago: string) => `Open the report of ${ago}`,
  decided: (ago: string) => `decided ${ago}`,
  found: (n: number) => plural(n, "found in 1 mailbox", "found in # mailboxes"),
  noKeyOfIt: "It is sealed to a key that you do not hold.",

  key: {
    title: "The team’s key",
    none: "There is no key yet, so nothing can be reported. It is drawn here, in this browser, and sealed to the mailbox of everybody who reads reports.",
    make: "Make the team’s key",
    made: "The team has a key; messages can be reported",
    missing: "You do not hold the key in use yet. A colleague who holds it can give it to you here.",
    lacking: (names: string) => `Without the key: ${names}.`,
    give: "Give them the key",
    given: "They hold the key now",
    held: (names: string, day: string) => `Made ${day}, held by ${names}.`,
    replace: "Replace the key",
    replaceLead:
      "After somebody has left the team: what is reported from then on is sealed to a new key. Reports that are there stay sealed to the old one.",
  },

  report: {
    title: "The report",
    opening: "Opening the seal…",
    broken: "The seal does not open: what was handed over was altered, or sealed wrongly by who reported it.",
    from: "From",
    to: "To",
    date: "Date",
    subject: "Subject",
    noSubject: "No subject",
    text: "Text",
    noText: "This message has no text.",
    source: "Source",
    sourceCut: (shown: string, all: string) => `The first ${shown} of ${all}.`,
    save: "Save as a file (.eml)",
    saveWhy: "It may be dangerous: open it only where nothing can happen.",
    clues: "What it can be found again by",
    cluesLead:
      "Choose links and files that belong to the forgery alone, and none that harmless mail has too. Only mail of the last 14 days that its readers were warned of is searched, by hashes; nobody’s mail is opened.",
    noClues: "It has neither links nor files.",
    file: "File",
    link: "Link",
    search: "Search",
    sightings: (messages: number, mailboxes: number) =>
      messages === 0
        ? "Found nowhere else that was warned of."
        : `${plural(messages, "1 message", "# messages")} in ${plural(mailboxes, "1 mailbox", "# mailboxes")}`,
    answer: "Answer to the reporter",
    answerHint: "Optional, up to 1,000 characters. Thanks are added by themselves. It comes as a letter too.",
    gone: "The mailbox was forgotten since, so nobody can be answered.",
    stranger: "It was forwarded by somebody without a mailbox here, so nobody is answered.",
    confirm: "It is phishing",
    harmless: "It is harmless",
    close: "Close",
    decidedAlone: { confirmed: "Confirmed", harmless: "Marked as harmless" },
    decidedNow: { confirmed: "Confirmed; the reporter is told", harmless: "Marked as harmless; the reporter is told" },
  },
};
