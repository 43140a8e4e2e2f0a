/** What the reader chose: language, theme, shortcuts, notifications. Remembered in this browser. */
export type Language = "en" | "fr";
export type Theme = "auto" | "light" | "dark";

const KEY = "tempory.settings";

interface Kept {
  language?: Language;
  theme?: Theme;
  shortcuts?: boolean;
  notify?: boolean;
}

function read(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

function browserLanguage(): Language {
  const first = navigator.languages
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => tag === "fr" || tag === "en");
  return first === "fr" ? "fr" : "en";
}

class Settings {
  #kept = read();
  language = $state<Language>(
    this.#kept.language === "fr" || this.#kept.language === "en" ? this.#kept.language : browserLanguage(),
  );
  theme = $state<Theme>(this.#kept.theme === "light" || this.#kept.theme === "dark" ? this.#kept.theme : "auto");
  shortcuts = $state(this.#kept.shortcuts !== false);
  notify = $state(this.#kept.notify === true && "Notification" in window && Notification.permission === "granted");

  choose(choice: Kept): void {
    Object.assign(this, choice);
    this.#kept = { ...this.#kept, ...choice };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // Not remembered then.
    }
  }
}

export const settings = new Settings();
