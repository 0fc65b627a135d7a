"""The build's end of the fork server: it is started at the very beginning of a build, so that
it imports while the data are checked, and then forks a kernel for each chapter."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from analysis.build import fingerprint, module_graph
from analysis.build.options import Options
from analysis.build.run.fork_server import end_kernel
from analysis.errors import UserError

LINUX = sys.platform == "linux"  # macOS has fork too, but its libraries don't bear it
SECONDS = 1  # for the fork server to end
SOON = 0.3  # seconds in which one that has died is seen to have ended
PYTHON = ["-Xfrozen_modules=off", "-P"]  # the folder of chapters holds no modules
# Sets are walked and sums are added up in the same order in each run, no thread is there to be
# lost when the server forks, and a day starts where the drawn charts have it start.
SAME = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}


def kernel_environment(root: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a kernel: that of the build, the tree's own package first."""
    return {**os.environ, **SAME, "PYTHONPATH": str(root), **more}


@contextmanager
def start_fork_server(root: Path, options: Options) -> Iterator["ForkServer | None"]:
    """Start a fork server with all that chapters import, unless kernels are to be ordinary ones
    or are elsewhere; it ends with the ``with`` block."""
    if not LINUX or options.plain or options.scheduler:
        yield None
        return
    notebooks = sorted((root / "book").rglob("*.ipynb"))
    texts = [fingerprint.read_text(path) for path in notebooks]
    code = tuple(fingerprint.notebook_code(text) or "" for text in texts)
    names = module_graph.module_names(module_graph.module_files(root, code))
    with ForkServer(root, names) as server:
        yield server


class ForkedKernel:
    """A forked kernel, to be asked what ``subprocess.Popen`` is asked."""

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.pid = int(line.recv(32))
        self.returncode: int | None = None
        line.setblocking(False)

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                told = self.line.recv(32).strip()
                if not told:  # the server is gone, so its kernels go too
                    end_kernel(self.pid)
                self.returncode = int(told) if told else -signal.SIGKILL
        return self.returncode

    def wait(self) -> int | None:
        """Return the exit code of a kernel that has ended, and hang up."""
        code = self.poll()
        self.line.close()
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)

    terminate = kill


class ForkServer:
    """The process of ``fork_server``; ends with the ``with`` block, kernels included, or with the
    first of several."""

    def __init__(self, root: Path, modules: list[str]) -> None:
        self.told = TemporaryFile()  # noqa: SIM115, open as long as the server
        self.control, far = socket.socketpair()
        with far:
            self.process = subprocess.Popen(
                [sys.executable, *PYTHON, "-m", "analysis.build.run.fork_server", *modules],
                stdin=far.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self.told,
                env=kernel_environment(root, {}),
                start_new_session=True,
            )

    def __enter__(self) -> "ForkServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.control.close()
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:  # it still imports, and has no kernel yet
            self.process.kill()
            self.process.wait()
        self.told.close()

    def fork(self, arguments: list[str], environment: dict[str, str], folder: str) -> ForkedKernel:
        """Return a new kernel with these arguments, environment and working directory. Raises
        UserError with the server's last words if it has died."""
        line, far = socket.socketpair()
        request = {"arguments": arguments, "environment": environment, "folder": folder}
        try:
            with far:
                socket.send_fds(self.control, [b"k"], [far.fileno()])
            line.sendall(f"{json.dumps(request)}\n".encode())
            return ForkedKernel(line)
        except (OSError, ValueError):  # nobody is at the other end, or says a number
            line.close()
            raise UserError(
                self.last_words() or "the process that starts kernels is mute"
            ) from None

    def last_words(self) -> str:
        """Return how the server ended and what it said last, with what to do; '' if it lives."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(SOON)
        code = self.process.returncode
        if code is None:
            return ""
        self.told.seek(0)
        lines = self.told.read().decode(errors="replace").strip().splitlines()
        reason = "is memory short?" if code == -signal.SIGKILL else "".join(lines[-1:])
        return (
            f"the process that starts kernels ended with {code}: {reason or 'it said nothing'}\n"
            "  mend that, or build without it: .venv/bin/companion build --plain"
        )
