/**
 * Who is signed in, and the mailbox's key once it was opened. The key is in this page's memory alone: after a reload the
 * session is still there, and the password or the passkey opens the key anew.
 */
import { Problem } from "$inbox/api/problems";
import { clock } from "$inbox/state/clock.svelte";
import { settings } from "$inbox/state/settings.svelte";
import type { Secret, TokenHalves } from "$src/sealing";
import * as api from "../api/account";
import { useToken, whenSignedOut } from "../api/client";
import type { Account, PasskeyAnswer, Proof, Session, Ticket } from "../api/types";
import { derive } from "../crypto/derive";
import { authHalf, drawSalt, newPassword, open, type MemberKeys } from "../crypto/member";

/** Acts that need a fresh proof are not begun in the last moments of the old one. */
const MARGIN_MS = 15_000;
type Progress = (share: number) => void;

class Person {
  session = $state.raw<Session | null>(null);
  account = $state.raw<Account | null>(null);
  keys = $state.raw<MemberKeys | null>(null);
  /** Set when a session ended by itself, so that the sign-in page can say so. */
  ended = $state(false);
  /** Between the password and the second factor. */
  #halves: TokenHalves | null = null;

  constructor() {
    whenSignedOut(() => this.#forget(true));
  }

  /** Find out whether this browser is signed in. */
  async recall(): Promise<boolean> {
    try {
      this.#take(await api.session());
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return false;
      throw error;
    }
    await this.refresh();
    return true;
  }

  async refresh(): Promise<void> {
    this.account = await api.account();
  }

  /** Returns what a second factor is asked with; null for who is signed in at once. */
  async signIn(address: string, password: string, onProgress: Progress): Promise<Ticket | null> {
    const halves = await derive(password, await api.parameters(address), onProgress);
    const answer = await api.logIn(address, authHalf(halves));
    this.#halves = halves;
    if (answer.state === "second-factor") return answer;
    await this.#enter(answer);
    void this.#raise(password);
    return null;
  }

  async showFactor(ticket: Ticket, proof: Proof, password: string): Promise<void> {
    await this.#enter(await api.secondFactor(ticket.ticket, proof));
    void this.#raise(password);
  }

  /** Sign in by passkey alone: its PRF gives the key half. */
  async signInByPasskey(ticket: string, passkey: PasskeyAnswer, keyHalf: Secret | null): Promise<void> {
    await this.#enter(await api.passkeyLogIn(ticket, passkey), keyHalf);
  }

  /** After a link was used: the keys are those that the page just made or unwrapped. */
  async arrive(session: Session, keys: MemberKeys): Promise<void> {
    this.#take(session);
    this.keys = keys;
    await this.refresh();
  }

  /** Open the key by password; false if it is not the one. */
  async unlock(password: string, onProgress: Progress): Promise<TokenHalves | null> {
    const { session, account } = this;
    const address = account?.addresses[0];
    if (!session?.password_wrap || !address) throw new Problem("mailbox-gone", 0);
    const halves = await derive(password, await api.parameters(address), onProgress);
    try {
      this.keys = await open(session, session.password_wrap, halves.key);
    } catch {
      return null;
    }
    return halves;
  }

  /** Show again that it is this person. A passkey with a PRF opens the key beside. */
  async confirm(proof: Proof, keyHalf: Secret | null = null): Promise<void> {
    const session = await api.stepUp(proof);
    this.#take(session);
    if (keyHalf && this.keys === null) await this.#openByPasskey(session, keyHalf);
  }

  get isConfirmed(): boolean {
    return this.session !== null && Date.parse(this.session.confirmed_until) - clock.now > MARGIN_MS;
  }

  /** The password that is set anew: under parameters of today, with the same key pair. */
  async changePassword(password: string, onProgress: Progress): Promise<void> {
    if (this.keys === null) throw new Problem("unexpected", 0);
    const salted = drawSalt();
    await api.changePassword(await newPassword(this.keys, salted, await derive(password, salted, onProgress)));
    this.#take(await api.session());
    await this.refresh();
  }

  async leave(): Promise<void> {
    try {
      await api.logOut();
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) throw error;
    }
    this.#forget(false);
  }

  async #enter(session: Session, passkeyHalf: Secret | null = null): Promise<void> {
    this.#take(session);
    this.ended = false;
    const halves = this.#halves;
    this.#halves = null;
    if (passkeyHalf) await this.#openByPasskey(session, passkeyHalf);
    else if (halves && session.password_wrap) this.keys = await open(session, session.password_wrap, halves.key);
    await this.refresh();
    if (this.account) settings.choose({ language: this.account.language });
  }

  async #openByPasskey(session: Session, keyHalf: Secret): Promise<void> {
    if (!session.passkey_wrap) return;
    try {
      this.keys = await open(session, session.passkey_wrap, keyHalf);
    } catch {
      // The wrap is another passkey's: the password opens the key then.
    }
  }

  /** docs/sealing.md, "Members": parameters that were raised apply at the next log-in. */
  async #raise(password: string): Promise<void> {
    if (!this.account?.raise_parameters) return;
    try {
      await this.changePassword(password, () => undefined);
    } catch {
      // The next log-in tries again.
    }
  }

  #take(session: Session): void {
    this.session = session;
    useToken(session.csrf);
  }

  #forget(ended: boolean): void {
    this.session = this.account = this.keys = this.#halves = null;
    this.ended = ended;
    useToken("");
  }
}

export const person = new Person();
