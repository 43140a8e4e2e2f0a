"""RFC 6962 §2.1.3, the vectors of Certificate Transparency's implementations, and what a forger would try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.translog import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    hash_leaf,
    hash_node,
    prove_consistency,
    prove_inclusion,
)
from tempory.values import IntegrityError
from tests.translog.conftest import ENTRIES, ROOTS, Grown, grow

TREE = Grown(ENTRIES)
LARGE = grow(70)

INCLUSION = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
    (0, 1): (),
}
CONSISTENCY = {
    (1, 1): (),
    (1, 8): INCLUSION[0, 8],
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
    (6, 7): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}


def octets(proof: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(each) for each in proof)


def test_the_roots_are_those_that_everybody_has() -> None:
    assert TREE.roots == [EMPTY_ROOT, *ROOTS]
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_example_of_the_rfc_section_2_1_3() -> None:
    a, b, c, d, e, f, j = (hash_leaf(b"d%d" % number) for number in range(7))
    g, h, i = hash_node(a, b), hash_node(c, d), hash_node(e, f)
    k = hash_node(g, h)
    l = hash_node(i, j)  # noqa: E741 (the RFC's name)
    tree = Grown([b"d%d" % number for number in range(7)])
    assert tree.roots[7] == hash_node(k, l)
    assert prove_inclusion(0, 7, tree) == (b, h, l)
    assert prove_inclusion(3, 7, tree) == (c, g, l)
    assert prove_inclusion(4, 7, tree) == (f, j, k)
    assert prove_inclusion(6, 7, tree) == (i, k)
    assert prove_consistency(3, 7, tree) == (c, d, g, l)
    assert prove_consistency(4, 7, tree) == (l,)
    assert prove_consistency(6, 7, tree) == (i, j, k)


@pytest.mark.parametrize("place", INCLUSION)
def test_known_paths(place: tuple[int, int]) -> None:
    index, size = place
    assert prove_inclusion(index, size, TREE) == octets(INCLUSION[place])
    check_inclusion(index, size, hash_leaf(ENTRIES[index]), octets(INCLUSION[place]), ROOTS[size - 1])


@pytest.mark.parametrize("sizes", CONSISTENCY)
def test_known_continuations(sizes: tuple[int, int]) -> None:
    old, new = sizes
    assert prove_consistency(old, new, TREE) == octets(CONSISTENCY[sizes])
    check_consistency(old, new, octets(CONSISTENCY[sizes]), ROOTS[old - 1], ROOTS[new - 1])


def test_every_entry_of_every_tree_is_proved() -> None:
    for size in range(1, 71):
        for index in range(size):
            proof = prove_inclusion(index, size, LARGE)
            check_inclusion(index, size, hash_leaf(b"entry %d" % index), proof, LARGE.roots[size])
            assert len(proof) <= 7


def test_every_tree_continues_every_smaller_one() -> None:
    for new in range(71):
        for old in range(new + 1):
            check_consistency(old, new, prove_consistency(old, new, LARGE), LARGE.roots[old], LARGE.roots[new])


@given(st.data())
def test_a_forged_path_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    proof = list(prove_inclusion(index, size, LARGE))
    leaf, root = hash_leaf(b"entry %d" % index), LARGE.roots[size]
    trials = [
        (index, size, hash_leaf(b"another"), proof, root),
        (index, size, leaf, proof, hash_leaf(b"another")),
        (index, size, leaf, [*proof, root], root),
        (index, size, leaf, [root, *proof], root),
        (-1, size, leaf, proof, root),
        (size, size, leaf, proof, root),
        (index, size, leaf, [*proof, b"short"], root),
        (index, size, b"short", proof, root),
        (index, size, leaf, [root] * 64, root),
        (index, 1 << 64, leaf, proof, root),
    ]
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof[:place], hash_leaf(proof[place]), *proof[place + 1 :]]
        trials += [(index, size, leaf, changed, root), (index, size, leaf, proof[:-1], root)]
        trials += [(index ^ 1, size, leaf, proof, root)]
    for trial in trials:
        with pytest.raises(IntegrityError):
            check_inclusion(*trial)


@given(st.data())
def test_a_forged_continuation_is_refused(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 70))
    old = data.draw(st.integers(1, new - 1))
    proof = list(prove_consistency(old, new, LARGE))
    before, after, other = LARGE.roots[old], LARGE.roots[new], hash_leaf(b"another")
    place = data.draw(st.integers(0, len(proof) - 1))
    for trial in (
        (old, new, proof, other, after),
        (old, new, proof, before, other),
        (old, new, proof, after, before),
        (old, new, [], before, after),
        (old, new, proof[:-1], before, after),
        (old, new, [*proof, after], before, after),
        (old, new, [before, *proof], before, after),
        (old, new, [*proof[:place], hash_leaf(proof[place]), *proof[place + 1 :]], before, after),
        (new, old, proof, after, before),
        (-1, new, proof, before, after),
        (old, old, proof, before, before),
        (old, old, [], before, other),
        (0, new, proof, EMPTY_ROOT, after),
    ):
        with pytest.raises(IntegrityError):
            check_consistency(*trial)


def test_what_is_not_in_the_tree_is_not_proved() -> None:
    for index, size in ((8, 8), (-1, 8), (0, 0)):
        with pytest.raises(IntegrityError):
            prove_inclusion(index, size, TREE)
    for old, new in ((9, 8), (-1, 8)):
        with pytest.raises(IntegrityError):
            prove_consistency(old, new, TREE)


@given(st.integers(0, 70))
def test_a_tree_is_taken_up_where_it_was_left(size: int) -> None:
    frontier = Frontier.load(size, LARGE)
    assert (frontier.size, frontier.root()) == (size, LARGE.roots[size])
    for number in range(size, 70):
        frontier.append(hash_leaf(b"entry %d" % number))
    assert frontier.root() == LARGE.roots[70]
