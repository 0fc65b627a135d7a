"""A site names the commit of its tree, whoever owns that; and if git can't tell, that is said."""

import os
import shutil
import subprocess

import pytest

from analysis.build.record import git


def run(tree, *words):
    """Run git in a tree, with a name to commit by."""
    said = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    done = subprocess.run(
        ["git", *said, *words], cwd=tree, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A repository of one commit, without settings of whoever runs the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    tree = tmp_path / "a tree"
    (tree / "data").mkdir(parents=True)
    (tree / "data" / "table.csv").write_text("year\n2024\n")
    run(tree, "init", "--quiet")
    run(tree, "add", ".")
    run(tree, "commit", "--quiet", "-m", "Begin")
    return tree


@pytest.fixture
def of_another(tree, monkeypatch):
    """That repository, of another owner."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    return tree


def test_a_tree_of_another_owner_keeps_its_commit(tree, monkeypatch, capsys):
    commit = run(tree, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(subprocess.CalledProcessError):  # git alone takes no such tree
        run(tree, "rev-parse", "HEAD")
    assert git.head_commit(tree) == commit
    assert not git.has_changes(tree)
    assert capsys.readouterr().err == ""


def test_a_tree_of_another_owner_still_says_what_is_not_committed(of_another):
    (of_another / "data" / "table.csv").write_text("year\n2025\n")
    assert git.has_changes(of_another)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give")
def test_a_tree_that_was_given_to_somebody_keeps_its_commit(tree):
    commit = run(tree, "rev-parse", "HEAD")
    for path in (tree, *tree.rglob("*")):
        shutil.chown(path, 65534, 65534)
    assert git.head_commit(tree) == commit


def test_what_a_hook_says_of_its_own_repository_does_not_count(tree, tmp_path, monkeypatch):
    commit = run(tree, "rev-parse", "HEAD")
    (tmp_path / "other").mkdir()
    run(tmp_path / "other", "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    assert git.head_commit(tree) == commit


def test_a_repository_without_a_commit_and_a_folder_that_is_none_have_none(tmp_path, capsys):
    (tmp_path / "new").mkdir()
    run(tmp_path / "new", "init", "--quiet")
    assert git.head_commit(tmp_path / "new") is None
    (tmp_path / "new" / "below").mkdir()
    assert git.head_commit(tmp_path / "new" / "below") is None
    assert not git.has_changes(tmp_path / "new" / "below")
    assert capsys.readouterr().err == ""


def test_a_repository_that_git_cannot_read_is_told_and_not_taken_for_unchanged(tmp_path, capsys):
    (tmp_path / ".git").write_text("gitdir: /a/worktree/that/is/gone\n")
    assert git.head_commit(tmp_path) is None
    assert git.has_changes(tmp_path)
    told = capsys.readouterr().err
    assert f"warning: {tmp_path}: the site can't name its commit" in told
    assert "not a git repository" in told


def test_a_system_without_git_is_told(tree, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    assert git.head_commit(tree) is None
    assert "git is not installed" in capsys.readouterr().err
