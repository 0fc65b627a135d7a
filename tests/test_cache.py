"""A run is kept as it was, and what is damaged is never believed."""

import hashlib
import json
import random
from dataclasses import asdict

import pytest

from analysis.build.run import cache
from analysis.build.run.execute import Job, Run

JOB = Job("nps", "{}", {"vintage": "current", "lang": "en"})
RUN = Run(
    [{"outputs": [{"output_type": "stream", "name": "stdout", "text": "1,230 – ü"}]}],
    {"x.png": bytes(range(256)), "x.csv": b"a\n1\n"},
    [["file", "data/nps/idr-2023.csv"]],
    1.5,
)
FACTS = {"code": "1", "file data/nps/idr-2023.csv": "2"}


@pytest.fixture
def entry(tmp_path):
    """An entry in which a run is kept."""
    path = cache.entry_path(tmp_path, JOB)
    cache.save_run(path, FACTS, RUN)
    return path


def test_a_run_comes_back_as_it_was_kept(entry):
    assert cache.load_run(entry) == (FACTS, RUN)
    assert asdict(cache.load_run(entry)[1]) == asdict(RUN)


def test_each_vintage_and_language_is_kept_apart(tmp_path):
    other = Job("nps", "{}", {"vintage": "nainggolan-2024", "lang": "en"})
    assert cache.entry_path(tmp_path, JOB) != cache.entry_path(tmp_path, other)


def test_an_entry_that_is_cut_short_anywhere_is_not_believed(entry):
    whole = entry.read_bytes()
    for length in range(0, len(whole), 7):
        entry.write_bytes(whole[:length])
        assert cache.load_run(entry) is None


def test_an_entry_with_one_damaged_byte_anywhere_is_not_believed(entry):
    whole = entry.read_bytes()
    moments = random.Random(0)
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= moments.randrange(1, 256)
        entry.write_bytes(damaged)
        assert cache.load_run(entry) is None


def test_a_missing_entry_is_no_error(tmp_path):
    assert cache.load_run(tmp_path / "missing") is None


def test_an_entry_that_can_t_be_written_leaves_the_old_one_and_nothing_else(entry, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        cache.save_run(entry, {}, RUN)
    assert cache.load_run(entry) == (FACTS, RUN)
    assert list(entry.parent.iterdir()) == [entry]


def test_tidying_removes_halves_and_chapters_that_are_no_more(entry):
    (entry.parent / "half-abc").touch()
    (entry.parent / "gone-123").touch()
    cache.remove_stale(entry.parent, {"nps"})
    assert list(entry.parent.iterdir()) == [entry]


def test_a_run_that_another_state_of_the_code_has_kept_is_not_believed(entry):
    for kept in ({"facts": {}, "run": {"files": {}, "colour": 1}}, {"facts": {}}, []):
        body = json.dumps(kept).encode()
        entry.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        assert cache.load_run(entry) is None
