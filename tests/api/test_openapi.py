"""The document says what the code does: both are made from one table, and here each is held against the other."""

from typing import Any

import httpx
import msgspec
import pytest

from tempory.api.openapi import describe_api, problems_of
from tempory.api.operations import Access, Operation
from tempory.api.problems import Problem, ProblemDetails
from tempory.people import Permission
from tests.api.conftest import House

pytestmark = pytest.mark.anyio
COMING_IN = {
    "askParameters", "logIn", "showSecondFactor", "askForPasskey", "logInByPasskey", "showLink", "enrol",
    "resetPassword",
}  # fmt: skip


@pytest.fixture
async def document(client: httpx.AsyncClient) -> dict[str, Any]:
    response = await client.get("/api/v1/openapi.json")
    assert response.headers["content-type"] == "application/json"
    return dict(response.json())


def operations_of(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method.upper(), operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        found = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return found.union(*(references(each) for each in value.values()))
    if isinstance(value, list):
        return set[str]().union(*(references(each) for each in value))
    return set()


async def test_it_is_openapi_3_1_and_holds_together(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    names = [operation["operationId"] for _, _, operation in operations_of(document)]
    assert len(names) == len(set(names)) >= 56
    schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= schemas
    assert schemas == references(document) | {f"#/components/schemas/{name}" for name in ("ProblemDetails",)}


async def test_every_documented_path_and_method_is_there(document: dict[str, Any], client: httpx.AsyncClient) -> None:
    for path, method, operation in operations_of(document):
        concrete = path.replace("{id}", "0" * 32).replace("{message}", "0" * 32).replace("{index}", "0")
        allowed = (await client.request("OPTIONS", concrete)).headers["allow"].split(", ")
        assert method in allowed
        assert operation["responses"]


async def test_secrets_are_asked_for_wherever_a_mailbox_is(document: dict[str, Any]) -> None:
    public = {operation["operationId"] for _, _, operation in operations_of(document) if not operation["security"]}
    assert public == {"describeService", "showPolicy", "describeApi"} | COMING_IN
    for path, _, operation in operations_of(document):
        if operation["operationId"] in {"readRawMessage", "readAttachment"}:
            assert operation["security"] == [{"secret": []}]
        if operation["operationId"] not in COMING_IN:
            assert any(
                each in path for each in ("/mailbox", "/account", "/people", "/reviews", "/break-glass", "/console")
            ) == bool(operation["security"])
        assert ("x-permission" in operation) == (operation["security"] == [{"session": []}])


async def test_examples_are_what_they_stand_for(house: House) -> None:
    for operation in table(house):
        for answer in operation.answers:
            if answer.shape is None or answer.example is None:
                continue
            fitting = [shape for shape in members(answer.shape) if fits(answer.example, shape)]
            assert fitting, (operation.name, answer.status)
        if operation.body:
            assert any(fits(operation.body_example, shape) for shape in operation.body), operation.name


async def test_every_problem_of_an_operation_is_documented(house: House, document: dict[str, Any]) -> None:
    for operation in table(house):
        described = document["paths"][operation.path][operation.method.lower()]["responses"]
        for problem in problems_of(operation):
            content = described[str(problem.value.status)]["content"]["application/problem+json"]
            example = content["examples"][problem.value.slug]["value"]
            assert msgspec.convert(example, ProblemDetails).type == f"/problems/{problem.value.slug}"


async def test_each_access_brings_its_problems(house: House) -> None:
    by_name = {operation.name: set(problems_of(operation)) for operation in table(house)}
    assert Problem.CREDENTIAL_MISSING not in by_name["describeService"]
    assert {Problem.CREDENTIAL_MISSING, Problem.MAILBOX_GONE} <= by_name["showMailbox"]
    assert Problem.OPEN_MODE_ONLY in by_name["readRawMessage"]
    assert {Problem.MALFORMED_JSON, Problem.BODY_TOO_LARGE} <= by_name["createMailbox"]
    for operation in table(house):
        assert len(problems_of(operation)) == len(set(problems_of(operation)))
        if isinstance(operation.access, Permission):
            assert {Problem.NOT_SIGNED_IN, Problem.CSRF, Problem.NOT_ALLOWED} <= set(problems_of(operation))
            assert operation.step_up == (Problem.STEP_UP_NEEDED in problems_of(operation))
        elif operation.name not in COMING_IN:
            assert (operation.access is Access.ANYONE) == (Problem.MAILBOX_GONE not in problems_of(operation))


def table(house: House) -> list[Operation]:
    return [operation for operation in house.face.operations if not operation.is_page]


def members(shape: Any) -> tuple[Any, ...]:
    return getattr(shape, "__args__", ()) if type(shape).__name__ == "UnionType" else (shape,)


def fits(example: object, shape: Any) -> bool:
    try:
        msgspec.convert(example, shape)
    except msgspec.ValidationError:
        return False
    return True


def test_an_empty_table_is_an_empty_document() -> None:
    assert describe_api(())["paths"] == {}
