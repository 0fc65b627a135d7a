#!/bin/sh
# Make the virtual environment named by $1 with the packages of requirements.lock.
set -eu
venv=$1

fail() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || fail "found no Python 3.11 or newer, expected one; install it, or name it: make PYTHON=/path/to/python3"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  fail "found $python without the venv module, expected it; on Debian and Ubuntu: apt install python3-venv"

echo "setup: installing into $venv (once, about a minute)"
"$python" -m venv --clear "$venv" || fail "could not make $venv"
pip() { "$venv/bin/python" -m pip --quiet --disable-pip-version-check "$@"; }
pip install --no-deps --require-hashes --requirement requirements.lock ||
  fail "could not install requirements.lock; see the message above, then run make again"
pip install --no-deps --no-build-isolation --editable . ||
  fail "could not install the package analysis; see the message above"
