/** English. This dictionary is the type that every other language fills. */
import { remote } from "./remote.en";
import { report } from "./report.en";
import { verdict } from "./verdict.en";

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many.replace("#", n.toLocaleString("en")));

export const en = {
  name: "English",
  tagline: "Private mail, forgotten on time",

  welcome: {
    title: "An address that forgets.",
    lead: "A private mail address, ready in one click. Letters are sealed as they arrive, only this page can open them, and when the ring is empty everything is gone.",
    make: "Get an address",
    making: "Drawing keys…",
    lives: "lives for",
    choose: "Choose the name, domain or time",
    promises: [
      ["No account", "Nothing to sign up for, no name to give, nothing to remember."],
      ["Sealed on arrival", "The server keeps what it cannot read. The key stays in this browser."],
      ["Forgotten for good", "When time is up the key is destroyed, and with it every copy."],
    ],
    policy: "How we keep these promises",
    member: "I have an account here",
  },

  ring: {
    left: "left",
    label: (left: string) => `Time left: ${left}`,
    until: (when: string) => `until ${when}`,
    full: "full",
  },

  duration: {
    short: { d: "d", h: "h", min: "min", s: "s" },
    minutes: (n: number) => plural(n, "1 minute", "# minutes"),
    hours: (n: number) => plural(n, "1 hour", "# hours"),
    days: (n: number) => plural(n, "1 day", "# days"),
    seconds: (n: number) => plural(n, "1 second", "# seconds"),
  },

  address: {
    heading: "Your address",
    copy: "Copy address",
    copied: "Copied",
    move: "Another device",
    program: "Mail program",
    extend: "Keep longer",
    forget: "Forget now",
    more: "New address",
    switch: "Your addresses",
    unread: (n: number) => plural(n, "1 unread message", "# unread messages"),
    opening: "Opening…",
    notRead: "Cannot be reached just now",
  },

  list: {
    heading: "Messages",
    count: (n: number) => plural(n, "1 message", "# messages"),
    unread: (n: number) => plural(n, "1 new", "# new"),
    older: "Show older messages",
    noSubject: "No subject",
    noSender: "Unknown sender",
    broken: "This seal does not open",
    brokenLead: "The message was altered after it was sealed, or it was sealed for somebody else.",
    copyCode: (code: string) => `Copy the code ${code}`,
    codeCopied: "Code copied",
    attachments: (n: number) => plural(n, "1 attachment", "# attachments"),
    isUnread: "Unread",
    full: "This mailbox is full: new mail is sent back. Delete a message, or make a new address.",
    arrived: (from: string, subject: string) => `New message from ${from}: ${subject}`,
    arrivedCode: (code: string) => `Code ${code}`,
  },

  empty: {
    title: "Ready, and listening.",
    lead: "Give this address away. What is sent to it appears here by itself, within a second.",
    hints: [
      ["Paste it anywhere", "Into a sign-up form, a download page, a test of your own."],
      ["Leave this open", "A code in a mail is shown right in the list, one tap from your clipboard."],
      ["Do nothing", "At the end of the ring the mailbox forgets itself. Keep it longer whenever you like."],
    ],
  },

  letter: {
    back: "Back to the messages",
    to: "to",
    reply: "answers go to",
    unread: "Mark as unread",
    isUnread: "Marked as unread",
    delete: "Delete",
    deleted: "Message deleted",
    next: "Next message",
    previous: "Previous message",
    views: "Views of the message",
    html: "Message",
    text: "Text",
    headers: "Headers",
    source: "Source",
    opening: "Opening the seal…",
    nothing: "This message has no text.",
    code: "Code",
    copyCode: "Copy code",
    blocked: (n: number) => plural(n, "1 remote item was blocked", "# remote items were blocked"),
    blockedWhy: "Loading what is remote tells the sender when and where you read.",
    blockedHosts: "Would have come from",
    frameTitle: (subject: string) => `Message: ${subject}`,
    spared: {
      heavy: "This message is made so heavily that showing it as designed could freeze the page. Here is its text.",
      malformed: "The parts of this message cannot be told apart. Its source is there, just as it came.",
    },
    sourceCut: (shown: string, all: string) => `The first ${shown} of ${all}.`,
    saveSource: "Save as a file (.eml)",
    linkTo: "Link to",
    retry: "Try again",
    close: "Close the message",
  },

  lookalike: {
    title: (name: string, address: string) => `This looks like ${name}, who wrote to you from ${address}`,
    lead: {
      name: "It bears the same name and comes from another address. Ask them in a way you know before you trust it.",
      domain:
        "It comes from an address that is easily mistaken for theirs. Ask them in a way you know before you trust it.",
    },
    before: "Before:",
    now: "This message:",
  },

  sender: {
    verified: (domain: string) => `Really from ${domain}`,
    unverified: "The sender could not be verified",
    pretends: (domain: string) => (domain ? `Pretends to be ${domain}` : "Pretends to be somebody else"),
    why: "Why?",
    short: { pretends: "Pretends to be somebody else" },
    lead: {
      verified: "The domain of the sender stands for this message. That says who sent it, not that it means well.",
      unverified: "It may be from whom it names, or not: nothing proves it. Be careful with links, codes and requests.",
      pretends: "The domain that it names says that such messages are not its own. Believe nothing in it.",
    },
    reasons: {
      signed: "The domain has signed the message, and nobody changed it on the way.",
      host_allowed: "It came from a server that the domain names as its own.",
      not_signed: "It carries no signature.",
      signature_broken: "It carries a signature that does not fit: it was changed on the way, or forged.",
      signature_refused: "It carries a signature that cannot be relied on.",
      signed_by_another: "It is signed, but by another domain than the sender’s.",
      host_not_allowed: "It came from a server that the sender’s domain does not name as its own.",
      host_unknown: "Nothing says whether the server that it came from may send for the sender’s domain.",
      policy_reject: "The domain asks that messages like this be refused.",
      policy_quarantine: "The domain asks that messages like this be set apart.",
      no_policy: "The domain does not say what to think of messages that it did not verify.",
      forwarded: "It was passed on, by a list or a forwarding address, which can break signatures.",
      dns_unanswered: "The sender’s domain could not be asked when the message arrived.",
      many_authors: "It names several senders, which hides who it is from.",
      no_author: "It names no sender whose domain could be asked.",
      member: "A member of this service wrote it, who had logged in to send it.",
      local: "It came from this server’s own network, where senders are not checked.",
    } as Record<string, string>,
  },

  remote,
  verdict,

  report,

  files: {
    heading: "Attachments",
    download: "Save",
    unnamed: "unnamed",
    danger: "Can run programs",
    dangerAsk: (name: string) =>
      `“${name}” is a kind of file that can run programs or carry a disguised page. Save it only if you expected it from this sender.`,
    dangerSave: "Save it all the same",
    caution: "Wait",
  },

  link: {
    title: "Open this link?",
    lead: "It opens in a new tab, which is not told where you came from.",
    differs: (said: string, real: string) => `The text names ${said}, but the link goes to ${real}.`,
    insecure: "The connection to this page is not encrypted.",
    foreign: "This name is written with letters that may imitate others.",
    mail: "This would write a mail to:",
    open: "Open in a new tab",
    copy: "Copy the link",
    cancel: "Stay here",
  },

  create: {
    title: "A new address",
    name: "Name",
    nameHint: "Leave it empty for a random one.",
    random: "random",
    domain: "Domain",
    lifetime: "Time to live",
    make: "Make the address",
    cancel: "Cancel",
  },

  extend: {
    title: "Keep this address longer",
    lead: "The time is counted from now.",
    until: (when: string) => `The ring will be empty: ${when}`,
    save: "Start the ring anew",
    done: "The ring is full again",
  },

  move: {
    title: "On another device",
    lead: "Scan this with a camera, or send the link to yourself. It opens the same mailbox there.",
    qr: "QR code of the mailbox’s link",
    copy: "Copy the link",
    copied: "Link copied",
    warn: "This link is the key. Whoever has it reads your mail; without it, nobody can, not even we.",
    kept: "This browser keeps the key in its own storage until the mailbox ends, so that a reload loses nothing. Clear the site’s data, or lose the device, and the mail is lost with it: there is no reset.",
  },

  program: {
    title: "Use a mail program",
    lead: "Give your program this user name and password. Most programs find the rest by themselves.",
    user: "User name",
    password: "Password",
    show: "Show the password",
    hide: "Hide the password",
    hidden: "hidden",
    copy: (what: string) => `Copy: ${what}`,
    copyPassword: "Copy the password",
    warn: "A mail program sends this password to the server, which opens the mailbox with it for as long as the program is connected. This page never sends it. Whoever has it reads your mail.",
    incoming: "Incoming server",
    protocol: "Protocol",
    host: "Server",
    port: "Port",
    security: "Security",
    otherwise: (port: string, security: string) => `For a program that cannot do this: port ${port} with ${security}.`,
    outgoing: (where: string, security: string) =>
      `Nothing can be sent from this address. If the program insists on an outgoing server: ${where}, ${security}, without a password.`,
    apple: "iPhone, iPad, Mac",
    appleLead:
      "Open the set-up file there, or scan the code with the camera. The password is not in it: the device asks for it.",
    appleFile: "Set-up file (.mobileconfig)",
    qr: "QR code of the set-up file’s link",
    waiting: "Asking the server for its settings…",
    none: "This server does not listen for mail programs.",
  },

  forget: {
    title: "Forget this mailbox?",
    lead: (n: number) =>
      n === 0
        ? "Its key is destroyed at once, and the address stops answering."
        : plural(
            n,
            "Its key is destroyed at once, and 1 message with it.",
            "Its key is destroyed at once, and # messages with it.",
          ),
    final: "This cannot be undone, by you or by anyone.",
    yes: "Forget it for good",
    no: "Keep it",
  },

  farewell: {
    asked: "Forgotten.",
    expired: "Time is up.",
    elsewhere: "Forgotten elsewhere.",
    askedLead: "The key is destroyed. What was sealed with it can never be opened again, by anyone.",
    expiredLead: "This mailbox lived as long as it was meant to. It is gone from here and from the server.",
    elsewhereLead: "This mailbox was forgotten from another device that holds its key.",
    receipt: "Receipt",
    rowAddress: "Address",
    rowWhen: "Forgotten",
    rowLetters: "Messages destroyed",
    rowNow: "From now on",
    answers: "550, no such address",
    note: "This receipt is shown once and kept nowhere.",
    again: "Get a new address",
    back: "To my other addresses",
  },

  line: {
    live: "Live",
    liveLong: "Mail appears here by itself.",
    connecting: "Connecting…",
    reconnecting: "Reconnecting…",
    offlineShort: "Offline",
    waiting: (seconds: number) => `Connection lost. Trying again in ${plural(seconds, "1 second", "# seconds")}.`,
    waitingNow: "Connection lost. Trying again…",
    offline: "You are offline. New mail will appear when the connection is back; nothing is lost meanwhile.",
    retry: "Try now",
    back: "Connected again.",
  },

  notify: {
    on: "Notify me of new mail",
    off: "Stop notifying me",
    denied: "The browser refuses notifications for this site. Its settings can allow them.",
    isOn: "Notifications are on",
    isOff: "Notifications are off",
  },

  settings: {
    language: "Language",
    theme: "Appearance",
    themes: { auto: "As the system", light: "Light", dark: "Dark" },
    shortcuts: "Keyboard shortcuts",
  },

  help: {
    title: "Keyboard",
    open: "Keyboard shortcuts",
    shortcutsOn: "Single-key shortcuts are on",
    groups: [
      [
        "Reading",
        [
          ["j", "next message"],
          ["k", "previous message"],
          ["Enter", "open the message"],
          ["Esc", "back to the list"],
          ["u", "mark the message as unread"],
          ["#", "delete the message"],
          ["x", "copy its code"],
        ],
      ],
      [
        "The mailbox",
        [
          ["c", "copy the address"],
          ["e", "keep it longer"],
          ["m", "move to another device"],
          ["p", "use a mail program"],
          ["f", "forget it"],
        ],
      ],
      [
        "All mailboxes",
        [
          ["n", "new address"],
          ["]", "next mailbox"],
          ["[", "previous mailbox"],
          ["?", "this sheet"],
        ],
      ],
    ] as [string, [string, string][]][],
  },

  dialog: { close: "Close" },
  skip: "Skip to the messages",
  clipboardFailed: "The browser refused the clipboard. Select the text and copy it yourself.",

  problems: {
    "address-taken": "Somebody has this address, or had it not long ago. Choose another name.",
    "name-reserved": "This name belongs to the service itself. Choose another.",
    "invalid-request":
      "The server does not accept this. Use 1 to 64 letters, digits, dots or hyphens for the name, and one of the offered times.",
    "credential-in-use": "This key is already in use. Try again: a new one is drawn.",
    "rate-limited": (seconds: number | null) =>
      seconds === null
        ? "That was a lot in a short time. Wait a minute, then try again."
        : `That was a lot in a short time. Try again in ${plural(seconds, "1 second", "# seconds")}.`,
    "mailbox-gone": "This mailbox has ended. Make a new one.",
    "message-gone": "This message is no longer there.",
    "message-damaged": "This message was damaged and cannot be opened. Ask the sender to send it again.",
    "reports-closed": "The security team cannot take reports just now. Try again later.",
    "too-many-reports":
      "Those were many reports for one day. Tell the security team in another way, or try again tomorrow.",
    "body-too-large": "This is larger than what can be handed over.",
    "seal-broken": "The seal does not open: the message was altered, or sealed for somebody else.",
    "too-many-mailboxes": "Twenty addresses are the most that this page looks after. Forget one first.",
    "remote-off": "This service loads no remote pictures.",
    unreachable: "The server cannot be reached. Check your connection, then try again.",
    unavailable: "The service cannot do this just now. Nothing was changed; try again in a moment.",
    unexpected: "Something went wrong. Try again, and reload the page if it stays.",
  },
};

export type Dictionary = typeof en;
