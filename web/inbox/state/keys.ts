/** Single-key shortcuts. They sleep in fields and dialogs, and can be turned off (WCAG 2.2 §2.1.4). */
import { settings } from "./settings.svelte";

export type Shortcuts = Readonly<Record<string, () => void>>;

export function onShortcut(event: KeyboardEvent, shortcuts: Shortcuts): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (event.repeat && event.key === "#"))
    return;
  if (document.querySelector("dialog[open]")) return;
  const at = event.target;
  if (at instanceof HTMLElement && (at.isContentEditable || at.matches("input:not([type=radio]), select, textarea")))
    return;
  // Esc is no character: it works always.
  if (!settings.shortcuts && event.key !== "Escape") return;
  const act = Object.hasOwn(shortcuts, event.key) ? shortcuts[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  act();
}
