"""The operations of /account and /enrolment. Coming in needs nothing; everything else the permission `account.use`."""

from typing import Any, Final

from tempory.api import account_shapes as shapes
from tempory.api.account import AccountResource
from tempory.api.account_login import CREATION_OCTETS, PASSKEY_OCTETS, LoginResource
from tempory.api.operations import KILOBYTE, Access, Answer, Handler, Operation, permitted
from tempory.api.people_examples import (
    ACCOUNT,
    APP_PASSWORD,
    APP_PASSWORD_DEMAND,
    ARGON2,
    AUTH_HALF,
    ENROLMENT,
    FACTOR,
    INVITATION,
    LINK,
    PASSKEY_ANSWER,
    PASSWORD,
    RESET,
    SESSION,
    SESSIONS,
    TICKET,
    TICKET_TEXT,
    WRAP,
)
from tempory.api.problems import Problem
from tempory.people import Permission

_ACCOUNT: Final = "/api/v1/account"
_SESSION: Final = f"{_ACCOUNT}/session"
_SIGNED_IN: Final = Answer(
    status=200,
    description="Signed in. The cookie comes with it.",
    shape=shapes.SessionShape,
    example=SESSION,
    headers={"Set-Cookie": "The session, and a name for the device."},
)
_REFUSALS: Final = (
    Problem.LOG_IN_REFUSED,
    Problem.TOO_MANY_ATTEMPTS,
    Problem.CSRF,
    Problem.CONFLICT,
    Problem.UNAVAILABLE,
)
_MAILBOX: Final = (Problem.MAILBOX_GONE,)


def account_operations(login: LoginResource, account: AccountResource) -> tuple[Operation, ...]:
    """Return what a member does to come in, and with their own account."""
    return (
        *_coming_in(login),
        *_sessions(login, account),
        *_own(account),
        *_factors(account),
        *_app_passwords(account),
    )


def _coming_in(login: LoginResource) -> tuple[Operation, ...]:
    return (
        Operation(
            method="POST", path=f"{_ACCOUNT}/parameters", name="askParameters",
            summary="What an account's password is derived with",
            description="For an address without an account the answer is made up, and the same each time. Derive "
            "nothing below the floor of docs/sealing.md.",
            handler=login.parameters, access=Access.ANYONE,
            body=(shapes.AddressDemand,), body_example={"address": "ines@tempory.test"}, body_octets=KILOBYTE,
            answers=(
                Answer(status=200, description="Salt and parameters.", shape=shapes.ParametersShape, example=ARGON2),
            ),
        ),
        Operation(
            method="POST", path=_SESSION, name="logIn", summary="Sign in with address and password",
            description="The password stays in the page: it sends the auth half. Wrong, unknown and suspended are "
            "answered alike, after the same time.",
            handler=login.begin, access=Access.ANYONE,
            body=(shapes.LogInDemand,), body_example={"address": "ines@tempory.test", "auth_half": AUTH_HALF},
            body_octets=KILOBYTE,
            answers=(
                Answer(
                    status=200, description="Signed in, or asked for a second factor: `state` says which.",
                    shape=shapes.SessionShape | shapes.TicketShape, example=TICKET,
                ),
            ),
            problems=_REFUSALS,
        ),
        Operation(
            method="POST", path=f"{_SESSION}/second-factor", name="showSecondFactor", summary="Show the second factor",
            description="Five tries a ticket, within five minutes. No code is taken twice.",
            handler=login.finish, access=Access.ANYONE,
            body=(shapes.SecondFactorDemand,), body_example={"ticket": TICKET_TEXT, "code": "481516"},
            body_octets=PASSKEY_OCTETS, answers=(_SIGNED_IN,),
            problems=(*_REFUSALS, Problem.FACTOR_REFUSED, *_MAILBOX),
        ),
        Operation(
            method="POST", path=f"{_SESSION}/passkey-options", name="askForPasskey",
            summary="What a browser is asked to sign in by passkey alone", handler=login.begin_passkey,
            access=Access.ANYONE,
            answers=(
                Answer(
                    status=200, description="A ticket, and what `navigator.credentials.get` is given.",
                    shape=shapes.PasskeyRequestShape, example={"ticket": TICKET_TEXT, "passkey": {}},
                ),
            ),
            problems=(Problem.CSRF,),
        ),
        Operation(
            method="POST", path=f"{_SESSION}/passkey", name="logInByPasskey", summary="Sign in by passkey alone",
            description="Only a passkey whose PRF wraps the mailbox's key is a way in by itself.",
            handler=login.finish_passkey, access=Access.ANYONE,
            body=(shapes.PasskeyLogInDemand,), body_example={"ticket": TICKET_TEXT, "passkey": PASSKEY_ANSWER},
            body_octets=PASSKEY_OCTETS, answers=(_SIGNED_IN,),
            problems=(*_REFUSALS, Problem.FACTOR_REFUSED, *_MAILBOX),
        ),
        Operation(
            method="POST", path="/api/v1/enrolment/show", name="showLink", summary="What a one-time link is for",
            handler=login.show_link, access=Access.ANYONE, body=(shapes.LinkDemand,), body_example={"link": LINK},
            body_octets=KILOBYTE,
            answers=(
                Answer(
                    status=200, description="Who is meant, and what for.", shape=shapes.InvitationShape,
                    example=INVITATION,
                ),
            ),
            problems=(Problem.LINK_GONE, *_MAILBOX),
        ),
        Operation(
            method="POST", path="/api/v1/enrolment", name="enrol", summary="Use a link: make the mailbox and sign in",
            description="The page draws salt, mailbox id and key pair. The session lasts half an hour, to add second "
            "factors; administrative roles are in force once there is one. A link to reset begins anew: the old "
            "mailbox is forgotten.",
            handler=login.enrol, access=Access.ANYONE, body=(shapes.EnrolmentDemand,), body_example=ENROLMENT,
            body_octets=CREATION_OCTETS,
            answers=(
                Answer(
                    status=201, description="Enrolled and signed in.", shape=shapes.SessionShape, example=SESSION,
                    headers={"Set-Cookie": "The session, and a name for the device."},
                ),
            ),
            problems=(
                Problem.LINK_GONE, Problem.CONFLICT, Problem.CREDENTIAL_IN_USE, Problem.ADDRESS_TAKEN, Problem.CSRF,
                Problem.UNAVAILABLE, *_MAILBOX,
            ),
        ),
        Operation(
            method="POST", path="/api/v1/enrolment/reset", name="resetPassword", summary="Use a link: a new password",
            description="The mailbox stays; its key has to be unwrapped by the recovery secret first. All sessions "
            "end, and second factors begin anew.",
            handler=login.reset, access=Access.ANYONE, body=(shapes.ResetDemand,), body_example=RESET,
            body_octets=CREATION_OCTETS, answers=(_SIGNED_IN,),
            problems=(Problem.LINK_GONE, Problem.CONFLICT, Problem.CSRF, Problem.UNAVAILABLE, *_MAILBOX),
        ),
    )  # fmt: skip


def _own_operation(method: str, path: str, name: str, summary: str, handler: Handler, **more: Any) -> Operation:  # noqa: ANN401 (an operation's own)
    return permitted(method, path, name, summary, handler, Permission.ACCOUNT_USE, **more)


def _sessions(login: LoginResource, account: AccountResource) -> tuple[Operation, ...]:
    shown = Answer(status=200, description="Who is signed in.", shape=shapes.SessionShape, example=SESSION)
    listed = Answer(
        status=200, description="The member's sessions.", shape=list[shapes.ListedSession], example=SESSIONS
    )
    asked = Answer(
        status=200, description="What may be shown.", shape=shapes.StepUpRequestShape,
        example={"methods": ["totp"], "passkey": None},
    )  # fmt: skip
    return (
        _own_operation(
            "GET", _SESSION, "showSession", "Who is signed in", login.show, answers=(shown,), problems=_MAILBOX
        ),
        _own_operation("DELETE", _SESSION, "logOut", "Sign out", login.leave, problems=(Problem.RECORD_GONE,)),
        _own_operation(
            "POST", f"{_SESSION}/step-up-options", "askForStepUp", "What may be shown again", login.begin_step_up,
            answers=(asked,),
        ),
        _own_operation(
            "POST", f"{_SESSION}/step-up", "stepUp", "Show again that it is you, for five minutes", login.step_up,
            body=(shapes.StepUpDemand,), body_example={"code": "481516"}, body_octets=PASSKEY_OCTETS,
            answers=(shown,), problems=(Problem.FACTOR_REFUSED, Problem.TOO_MANY_ATTEMPTS, *_MAILBOX),
        ),
        _own_operation(
            "GET", f"{_ACCOUNT}/sessions", "listSessions", "Where you are signed in", account.sessions,
            answers=(listed,),
        ),
        _own_operation(
            "DELETE", f"{_ACCOUNT}/sessions", "endOtherSessions", "Sign out everywhere else", account.end_others
        ),
        _own_operation(
            "DELETE", f"{_ACCOUNT}/sessions/{{id}}", "endSession", "End one session", account.end_session,
            problems=(Problem.RECORD_GONE,),
        ),
    )  # fmt: skip


def _own(account: AccountResource) -> tuple[Operation, ...]:
    shown = Answer(status=200, description="The account.", shape=shapes.AccountShape, example=ACCOUNT)
    return (
        _own_operation(
            "GET", _ACCOUNT, "showAccount", "Your account", account.show, answers=(shown,), problems=_MAILBOX
        ),
        _own_operation(
            "PATCH", _ACCOUNT, "changeAccount", "Choose the language", account.change, body=(shapes.AccountChange,),
            body_example={"language": "fr"}, problems=(Problem.MEMBER_GONE,),
        ),
        _own_operation(
            "POST", f"{_ACCOUNT}/password", "changePassword", "Change the password",
            account.change_password, step_up=True, body=(shapes.PasswordDemand,), body_example=PASSWORD,
            body_octets=CREATION_OCTETS, problems=(Problem.LINK_GONE, *_MAILBOX),
            description="Wraps are made anew and the shred key is replaced, so that the old password opens no old "
            "copy. All other sessions end.",
        ),
        _own_operation(
            "POST", f"{_ACCOUNT}/recovery-wrap", "setRecovery", "Keep, or give up, a recovery secret",
            account.set_recovery, step_up=True, body=(shapes.RecoveryWrapDemand,),
            body_example={"wrapped_key": WRAP}, problems=(Problem.RECORD_GONE, *_MAILBOX),
        ),
        _own_operation(
            "POST", f"{_ACCOUNT}/retention", "changeRetention", "How long messages stay in a folder",
            account.change_retention, body=(shapes.RetentionDemand,), body_example={"folder": "Trash", "days": 30},
            problems=(Problem.RECORD_GONE, *_MAILBOX),
        ),
    )  # fmt: skip


def _factors(account: AccountResource) -> tuple[Operation, ...]:
    made = Answer(status=201, description="It counts from now on.", shape=shapes.FactorShape, example=FACTOR)
    drawn = Answer(
        status=200, description="The secret, shown this once.", shape=shapes.TotpShape,
        example={"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "uri": "otpauth://totp/Tempory:ines%40tempory.test"},
    )  # fmt: skip
    asked = Answer(
        status=200, description="For `navigator.credentials.create`.", shape=shapes.WebAuthn, example={"challenge": ""}
    )
    codes = Answer(
        status=200, description="Ten codes, shown this once.", shape=shapes.RecoveryCodesShape,
        example={"codes": ["abcd-efgh-ijkl-mnop"]},
    )  # fmt: skip
    path = f"{_ACCOUNT}/factors"
    return (
        _own_operation(
            "POST", f"{path}/totp-options", "beginTotp", "Begin with one-time codes", account.begin_totp,
            step_up=True, answers=(drawn,), problems=(Problem.CONFLICT,),
        ),
        _own_operation(
            "POST", f"{path}/totp", "addTotp", "Confirm one-time codes", account.confirm_totp, step_up=True,
            body=(shapes.TotpDemand,), body_example={"name": "Phone", "code": "481516"}, answers=(made,),
            problems=(Problem.FACTOR_REFUSED,),
        ),
        _own_operation(
            "POST", f"{path}/passkey-options", "beginPasskey", "Begin with a passkey", account.begin_passkey,
            step_up=True, answers=(asked,), problems=(Problem.CONFLICT,),
        ),
        _own_operation(
            "POST", f"{path}/passkeys", "addPasskey", "Keep a passkey", account.confirm_passkey, step_up=True,
            body=(shapes.PasskeyDemand,), body_example={"name": "Key", "passkey": PASSKEY_ANSWER},
            body_octets=PASSKEY_OCTETS, answers=(made,),
            problems=(Problem.FACTOR_REFUSED, Problem.CONFLICT, *_MAILBOX),
        ),
        _own_operation(
            "DELETE", f"{path}/{{id}}", "removeFactor", "Remove a second factor", account.remove_factor,
            step_up=True, problems=(Problem.RECORD_GONE, Problem.CONFLICT, *_MAILBOX),
            description="With the last one, administrative roles are suspended.",
        ),
        _own_operation(
            "POST", f"{_ACCOUNT}/recovery-codes", "makeRecoveryCodes", "Draw ten recovery codes",
            account.make_recovery_codes, step_up=True, answers=(codes,),
            description="They replace earlier ones. They are second factors; they do not bring back the mail.",
        ),
    )  # fmt: skip


def _app_passwords(account: AccountResource) -> tuple[Operation, ...]:
    made = Answer(status=201, description="Kept.", shape=shapes.AppPasswordShape, example=APP_PASSWORD)
    path = f"{_ACCOUNT}/app-passwords"
    return (
        _own_operation(
            "POST", path, "makeAppPassword", "Keep an app password", account.make_app_password, step_up=True,
            body=(shapes.AppPasswordDemand,), body_example=APP_PASSWORD_DEMAND, answers=(made,),
            problems=(Problem.CONFLICT, *_MAILBOX),
            description="Drawn in the page, which shows it once (`tpp_…`). What reads mail brings a wrapped key.",
        ),
        _own_operation(
            "DELETE", f"{path}/{{id}}", "revokeAppPassword", "Revoke an app password", account.revoke_app_password,
            problems=(Problem.RECORD_GONE, *_MAILBOX),
            description="The shred key is replaced: its wrap opens nothing any more, in no copy.",
        ),
    )  # fmt: skip
