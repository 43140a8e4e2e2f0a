/**
 * How hard a password is to guess, by zxcvbn: a gauge, which decides nothing (docs/decisions/0010-passwords.md). Its
 * dictionaries are large: they are fetched when typing begins.
 */
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { contextOf, type Owner } from "./check";

/** 0 (guessed at once) to 4. */
export type Score = 0 | 1 | 2 | 3 | 4;

/** zxcvbn's time grows with the square of the length; what is longer than this is judged by its beginning. */
const JUDGED = 48;
/** How many ways of reading figures as letters are tried: the library's hundred takes a third of a second. */
const READINGS = 20;
let loading: Promise<ZxcvbnFactory> | undefined;

export async function scoreOf(password: string, owner: Owner): Promise<Score> {
  loading ??= load();
  const zxcvbn = await loading;
  return zxcvbn.check(password.slice(0, JUDGED), contextOf(owner)).score;
}

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english, french] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
    import("@zxcvbn-ts/language-fr"),
  ]).catch((error: unknown) => {
    loading = undefined; // the line may come back
    throw error;
  });
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, ...french.dictionary },
    graphs: common.adjacencyGraphs,
    maxLength: JUDGED,
    l33tMaxSubstitutions: READINGS,
  });
}
