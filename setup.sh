#!/bin/sh
# Make or renew the virtual environment named by $1 with the packages of requirements.lock.
set -eu
venv=$1

fail() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

# The lock is good for Python 3.11 to 3.13.
fits() {
  "$1" -c 'import sys; print("fits" if (3, 11) <= sys.version_info < (3, 14) else "")' 2>/dev/null |
    grep -q fits
}

python=
if [ -n "${PYTHON:-}" ]; then
  fits "$PYTHON" || fail "found '$PYTHON', expected Python 3.11, 3.12 or 3.13; name another: make PYTHON=/path/to/python3"
  python=$PYTHON
else
  for candidate in python3 python3.13 python3.12 python3.11; do
    if fits "$candidate"; then
      python=$candidate
      break
    fi
  done
  [ -n "$python" ] || fail "found no Python 3.11, 3.12 or 3.13, expected one; install it, or name it: make PYTHON=/path/to/python3"
fi
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  fail "found $python without the venv module, expected it; on Debian and Ubuntu: apt install python3-venv"

echo "setup: installing into $venv (once, about a minute)"
# An environment that works is kept until the new packages are there.
fits "$venv/bin/python" 2>/dev/null || "$python" -m venv --clear "$venv" || fail "could not make $venv"
pip() { "$venv/bin/python" -m pip --quiet --disable-pip-version-check "$@"; }
pip install --no-deps --require-hashes --requirement requirements.lock ||
  fail "could not install requirements.lock; see the message above, then run make again"
pip install --no-deps --no-build-isolation --editable . ||
  fail "could not install the package analysis; see the message above"
