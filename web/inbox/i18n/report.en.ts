/** Reporting a message to the security team, in English. */
const days = (n: number) => (n === 1 ? "1 day" : `${n.toLocaleString("en")} days`);

export const report = {
  act: "Report as phishing",
  title: "Report this message?",
  lead: "The security team of this service will look at it and tell you what it is.",
  what: "You hand over this one message, whole: sender, text, links and attachments. Your other messages stay sealed.",
  who: "It is sealed here, in this browser, so that only the security team can open it; the server cannot.",
  long: (n: number) =>
    `The team keeps it for ${days(n)} at most, also if this mailbox is forgotten before. While nobody has decided, you can take it back.`,
  answer: "The answer is shown here, and comes as a letter into your inbox.",
  yes: "Hand it over",
  no: "Keep it sealed",
  going: "Sealing…",
  done: "Reported. Thank you!",
  tooLarge: (most: string) => `This message is larger than the ${most} that can be handed over.`,
  states: {
    open: "You have reported this message",
    confirmed: "The security team says: this is phishing",
    harmless: "The security team says: this is harmless",
  },
  since: (when: string) => `Reported ${when}. The security team will look at it.`,
  found: {
    confirmed: "It is a forgery. Do not follow its links, do not open its files, and delete it.",
    harmless: "It found nothing dangerous in it. Asking was right all the same.",
  },
  thanks: "Thank you for reporting it: you help everybody here.",
  withdraw: "Take the report back",
  withdrawn: "Taken back; what you had handed over is gone.",
  keyword: {
    label: "Report what I mark as phishing in a mail program",
    lead: (n: number) =>
      `When a mail program sets the mark $Phishing on a message, that one message is handed over to the security team, which keeps it for ${days(n)} at most. Some programs set the mark by themselves; that is why this is off until you turn it on.`,
    on: "Marking a message as phishing now reports it",
    off: "Marks report nothing any more",
  },
};
