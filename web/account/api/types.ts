/** What `/api/v1/account` and `/api/v1/enrolment` send (docs: /api/v1/openapi.json). Octets are base64. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/browser";
import type { PasswordParameters } from "$src/sealing/members";

export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;
export type NewPasskey = RegistrationResponseJSON;
export type PasskeyAnswer = AuthenticationResponseJSON;

export interface Salted extends PasswordParameters {
  readonly salt: string;
}

export type Method = "totp" | "passkey" | "recovery-code" | "password";

export interface Session {
  readonly state: "signed-in";
  readonly id: string;
  readonly member: string;
  readonly name: string;
  readonly mode: "member" | "staff" | "enrolment";
  readonly second_factor: boolean;
  readonly roles: readonly string[];
  readonly csrf: string;
  readonly expires_at: string;
  readonly confirmed_until: string;
  readonly mailbox: string | null;
  readonly public_key: string | null;
  readonly password_wrap: string | null;
  readonly passkey_wrap: string | null;
}

export interface Ticket {
  readonly state: "second-factor";
  readonly ticket: string;
  readonly methods: readonly Method[];
  readonly passkey: RequestOptions | null;
}

export interface PasskeyRequest {
  readonly ticket: string;
  readonly passkey: RequestOptions;
}

/** A second factor: one of the three. */
export type Proof =
  | { readonly code: string }
  | { readonly recovery_code: string }
  | { readonly passkey: PasskeyAnswer }
  | { readonly auth_half: string };

export interface StepUpRequest {
  readonly methods: readonly Method[];
  readonly passkey: RequestOptions | null;
}

export interface Invitation extends PasswordParameters {
  readonly purpose: "enrol" | "reset";
  readonly name: string;
  readonly language: "en" | "fr";
  readonly addresses: readonly string[];
  readonly mailbox: string | null;
  readonly public_key: string | null;
  readonly recovery_wrap: string | null;
  readonly escrow_key: string | null;
}

/** A password as the server is told of it: never itself. */
export interface NewPassword extends Salted {
  readonly auth_half: string;
  readonly wrapped_key: string;
}

export interface NewMember extends NewPassword {
  readonly id: string;
  readonly public_key: string;
  readonly recovery_wrap: string;
  readonly escrow_wrap?: string;
}

export interface Factor {
  readonly id: string;
  readonly kind: "totp" | "passkey";
  readonly name: string;
  readonly created_at: string;
  readonly used_at: string | null;
}

export type Scope = "imap" | "pop3" | "submission" | "api";

export interface AppPassword {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly used_at: string | null;
  readonly used_from: string;
}

export interface NewAppPassword {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly auth_half: string;
  readonly wrapped_key?: string;
  readonly lifetime?: number;
}

export interface Retention {
  readonly folder: string;
  readonly days: number | null;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly language: "en" | "fr";
  readonly addresses: readonly string[];
  readonly roles: readonly string[];
  readonly suspended_roles: Readonly<Record<string, string>>;
  readonly password_set_at: string | null;
  readonly raise_parameters: boolean;
  readonly factors: readonly Factor[];
  readonly recovery_codes_left: number;
  readonly app_passwords: readonly AppPassword[];
  readonly ways_to_recover: readonly ("recovery" | "escrow")[];
  readonly escrow: boolean;
  readonly retention: readonly Retention[];
}

export interface ListedSession {
  readonly id: string;
  readonly device: string;
  readonly place: string;
  readonly mode: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly expires_at: string;
  readonly is_this_one: boolean;
}

export interface Totp {
  readonly secret: string;
  readonly uri: string;
}
