"""The rules of the house that no linter knows. `make check` runs them."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import tempory
from tempory.config.showing import as_markdown
from tempory.probes.host import UNIT_SETTINGS

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tempory"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RFCS = tomllib.loads((ROOT / "docs" / "rfcs.toml").read_text())["rfc"]

MAX_LINES = 400
CODE = {".py", ".ts", ".svelte", ".css", ".js", ".mjs"}
FLOORS_WITHOUT_IO = ("values", "protocols", "mime", "mailauth", "verdict", "sealing", "translog", "events")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}

# Written in two pieces, so that this file does not hold what it looks for.
HOSTS = ("pypi" + ".org", "files.python" + "hosted.org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com")
MACHINE_PATHS = re.compile(r"(?<![\w.}~-])/(?:root|home|work|Users)" + r"/[A-Za-z0-9_.-]+")


def committed() -> list[Path]:
    """Return what is committed, and what would be: everything that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git, or not a checkout of it, so there is no list of committed files")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    paths = {ROOT / name for name in listed.stdout.decode().split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[Path, str]]:
    for path in committed():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(ROOT), content.decode("utf-8", "replace")


def python_lines() -> Iterator[tuple[Path, list[str]]]:
    for path, text in texts():
        if path.suffix == ".py":
            yield path, text.splitlines()


def test_no_file_needs_a_table_of_contents() -> None:
    long = {str(path): text.count("\n") for path, text in texts() if path.suffix in CODE}
    assert not {path: lines for path, lines in long.items() if lines > MAX_LINES}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [path for path, _ in texts() if {*path.parts[:-1], path.stem} & NAMES_THAT_SAY_NOTHING]


def test_every_package_says_what_it_is_for() -> None:
    silent = []
    for module in SOURCE.rglob("__init__.py"):
        docstring = re.match(r'\s*"""(.*?)"""', module.read_text(), re.DOTALL)
        if docstring is None or len(docstring[1].split()) < 10:
            silent.append(str(module.relative_to(ROOT)))
    assert not silent


def test_every_rule_that_ruff_is_told_to_ignore_has_a_reason() -> None:
    section = (ROOT / "pyproject.toml").read_text().split("[tool.ruff.lint]")[1].split("[tool.ruff.lint.pydocstyle]")[0]
    ignored = [line for line in section.splitlines() if re.match(r'\s+"[A-Z]+[0-9]*",', line)]
    assert len(ignored) > 10
    assert not [line for line in ignored if not re.search(r"# \w+", line)]


def test_every_line_that_is_excused_says_why() -> None:
    """`# noqa: CODE (reason)`, or a comment on the line above. Lines that follow each other may share a reason."""
    excused = re.compile(r"# noqa(?:: ([A-Z0-9, ]+))?(.*)")
    silent = []
    for path, lines in python_lines():
        reasoned = ""
        for number, line in enumerate(lines, 1):
            match = excused.search(line)
            if match is None or path.name == Path(__file__).name:
                reasoned = ""
            elif match[1] and (len(match[2].strip(" ()#")) > 3 or lines[number - 2].strip().startswith("# ")):
                reasoned = match[1].strip()
            elif not match[1] or match[1].strip() != reasoned:
                silent.append(f"{path}:{number}")
    assert not silent


def test_the_pure_floors_do_not_ask_for_the_time() -> None:
    """import-linter keeps `time` and `secrets` out; `datetime` is welcome there for its arithmetic."""
    clock = re.compile(r"\.(?:now|today|utcnow)\(")
    asked = [
        str(path)
        for path, lines in python_lines()
        if path.parts[:2] == ("src", "tempory") and path.parts[2] in FLOORS_WITHOUT_IO
        if any(clock.search(line) for line in lines)
    ]
    assert not asked


def cited() -> dict[int, set[str]]:
    """Return each RFC that the code cites, and the packages that do."""
    found: dict[int, set[str]] = {}
    for path, text in texts():
        if path.parts[0] not in {"src", "web"} or path.suffix not in CODE:
            continue
        package = "web" if path.parts[0] == "web" else ".".join(path.parts[2:-1]) or path.stem
        for numbers in re.findall(r"\bRFCs? ?([0-9]{3,5}(?:(?:, | and |[–-])[0-9]{3,5})*)", text):
            for number in re.findall(r"[0-9]{3,5}", numbers):
                found.setdefault(int(number), set()).add(package)
    return found


def test_every_rfc_the_code_cites_is_listed() -> None:
    listed = {rfc["number"] for rfc in RFCS}
    assert not {number: sorted(packages) for number, packages in sorted(cited().items()) if number not in listed}


def test_every_rfc_listed_is_cited_where_it_says() -> None:
    found = cited()
    astray = {rfc["number"]: sorted(set(rfc["packages"]) - found.get(rfc["number"], set())) for rfc in RFCS}
    assert not {number: packages for number, packages in astray.items() if packages}
    assert all(rfc["packages"] for rfc in RFCS)


def test_the_list_of_rfcs_is_in_order_and_says_how_far() -> None:
    numbers = [rfc["number"] for rfc in RFCS]
    assert numbers == sorted(set(numbers))
    assert all(len(rfc["title"]) > 3 and len(rfc["extent"]) > 3 for rfc in RFCS)


def test_every_setting_is_documented() -> None:
    written = (ROOT / "docs" / "configuration.md").read_text()
    assert as_markdown() in written, "docs/configuration.md is not what the code says: make docs"


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path, text in texts():
        found += [f"{path}: {host}" for host in HOSTS if host in text]
        found += [f"{path}: {match[0]}" for match in MACHINE_PATHS.finditer(text)]
    assert not found


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-setup.lock"])
def test_the_locks_have_a_hash_for_everything_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    pins = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert pins
    assert all(re.match(r"[a-z0-9._-]+==[^ ]+ .*\\$", pin) for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)


def test_everything_that_is_needed_is_locked() -> None:
    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[<>=\[; ]", requirement)[0] for requirement in requirements}

    def locked(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / name).read_text(), re.MULTILINE))

    runtime = names(PYPROJECT["project"]["dependencies"])
    groups = names([requirement for group in PYPROJECT["dependency-groups"].values() for requirement in group])
    assert runtime <= locked("requirements.lock")
    assert runtime | groups <= locked("requirements-dev.lock")


def test_the_unit_says_what_its_probe_asks_for() -> None:
    lines = (ROOT / "deploy" / "tempory.service").read_text().splitlines()
    said = dict(line.split("=", 1) for line in lines if re.match(r"[A-Za-z]+=", line))
    assert not {name: said.get(name) for name, allowed in UNIT_SETTINGS.items() if said.get(name) not in allowed}


def test_the_documents_a_newcomer_looks_for_are_there() -> None:
    wanted = ("README", "ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG")
    assert not [name for name in wanted if len((ROOT / f"{name}.md").read_text()) < 400]
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert f"## {tempory.__version__}" in changelog or "## Unreleased" in changelog
    assert PYPROJECT["project"]["version"] == tempory.__version__


def test_no_link_between_documents_is_broken() -> None:
    broken = []
    for path, text in texts():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"", text):
            link = target[0] or target[1]
            if "://" not in link and not link.startswith("mailto:") and not (ROOT / path.parent / link).exists():
                broken.append(f"{path}: {link}")
    assert not broken


def test_the_documents_name_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (str(path), target)
        for path, text in texts()
        if path.suffix == ".md"
        for target in re.findall(r"`make ([a-z-]+)`", text)
    }
    assert not [pair for pair in sorted(named) if pair[1] not in targets]
