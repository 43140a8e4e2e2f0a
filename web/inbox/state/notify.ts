/** Notifications of the desktop: asked for on a click, never before. */
import { t } from "../i18n/index.svelte";
import { toasts } from "../ui/toast.svelte";
import { senderOf, type Letter } from "./letter";
import { settings } from "./settings.svelte";

export const canNotify = (): boolean => "Notification" in window;

export async function toggleNotifications(): Promise<void> {
  if (settings.notify) {
    settings.choose({ notify: false });
    toasts.say(t().notify.isOff);
  } else if ((await Notification.requestPermission()) === "granted") {
    settings.choose({ notify: true });
    toasts.say(t().notify.isOn);
  } else toasts.say(t().notify.denied, true);
}

/** Tells of a letter while the page is not looked at. A click brings it up. */
export function notifyOf(letter: Letter, onclick: () => void): void {
  if (!settings.notify || (!document.hidden && document.hasFocus())) return;
  const sender = senderOf(letter);
  const { list } = t();
  const code = letter.summary?.codes[0];
  const subject = letter.summary?.envelope.subject || list.noSubject;
  const body = code ? `${list.arrivedCode(code)} · ${subject}` : subject;
  try {
    const note = new Notification(sender?.name || sender?.address || list.noSender, { body, tag: letter.id });
    note.onclick = () => {
      window.focus();
      note.close();
      onclick();
    };
  } catch {
    // Some mobile browsers offer notifications to service workers only; the page still shows the letter.
  }
}
