/** Each operation of the account, by what it does. */
import { act, jsonOf, post } from "./client";
import type * as shape from "./types";

const SESSION = "/account/session";
const byId = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;

// Coming in

export const parameters = (address: string) => post<shape.Salted>("/account/parameters", { address });

export const logIn = (address: string, auth_half: string) =>
  post<shape.Session | shape.Ticket>(SESSION, { address, auth_half });

export const secondFactor = (ticket: string, proof: shape.Proof) =>
  post<shape.Session>(`${SESSION}/second-factor`, { ticket, ...proof });

export const passkeyRequest = () => post<shape.PasskeyRequest>(`${SESSION}/passkey-options`);

export const passkeyLogIn = (ticket: string, passkey: shape.PasskeyAnswer) =>
  post<shape.Session>(`${SESSION}/passkey`, { ticket, passkey });

export const showLink = (link: string) => post<shape.Invitation>("/enrolment/show", { link });

export const enrol = (link: string, made: shape.NewMember) => post<shape.Session>("/enrolment", { link, ...made });

export const reset = (link: string, password: shape.NewPassword) =>
  post<shape.Session>("/enrolment/reset", { link, ...password });

// The session

export const session = () => jsonOf<shape.Session>(SESSION);

export const logOut = () => act("DELETE", SESSION);

export const stepUpRequest = () => post<shape.StepUpRequest>(`${SESSION}/step-up-options`);

export const stepUp = (proof: shape.Proof) => post<shape.Session>(`${SESSION}/step-up`, proof);

export const sessions = () => jsonOf<shape.ListedSession[]>("/account/sessions");

export const endSession = (id: string) => act("DELETE", byId("/account/sessions", id));

export const endOtherSessions = () => act("DELETE", "/account/sessions");

// The account

export const account = () => jsonOf<shape.Account>("/account");

export const chooseLanguage = (language: "en" | "fr") => act("PATCH", "/account", { language });

export const changePassword = (password: shape.NewPassword) => act("POST", "/account/password", password);

export const setRecovery = (wrapped_key: string) => act("POST", "/account/recovery-wrap", { wrapped_key });

export const setRetention = (folder: string, days: number | null) =>
  act("POST", "/account/retention", { folder, days });

// Second factors

export const beginTotp = () => post<shape.Totp>("/account/factors/totp-options");

export const addTotp = (name: string, code: string) => post<shape.Factor>("/account/factors/totp", { name, code });

export const beginPasskey = () => post<shape.CreationOptions>("/account/factors/passkey-options");

export const addPasskey = (name: string, passkey: shape.NewPasskey, wrapped_key: string | null) =>
  post<shape.Factor>("/account/factors/passkeys", { name, passkey, ...(wrapped_key && { wrapped_key }) });

export const removeFactor = (id: string) => act("DELETE", byId("/account/factors", id));

export const makeRecoveryCodes = () => post<{ readonly codes: readonly string[] }>("/account/recovery-codes");

// App passwords

export const makeAppPassword = (made: shape.NewAppPassword) => post<shape.AppPassword>("/account/app-passwords", made);

export const revokeAppPassword = (id: string) => act("DELETE", byId("/account/app-passwords", id));
