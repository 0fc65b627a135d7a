"""Kernels for chapters: each its own process, forked from one that has imported what all need.

Where there is no fork server (``--plain``, another system than Linux, a worker elsewhere) a
kernel is an ordinary one; both begin alike and give the same bytes.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from analysis.press.forks import end

LINUX = sys.platform == "linux"  # macOS has fork too, but its libraries don't bear it
SECONDS = 1  # for the fork server to end
PYTHON = ["-Xfrozen_modules=off", "-P"]  # the folder of chapters holds no modules
ARGUMENTS = [
    "--IPKernelApp.log_level=50",  # what a cell raises is told by papermill
    "--IPKernelApp.extra_extensions=analysis.kernel",
]
# Sets are walked and sums are added up in the same order in each run, no thread is there to be
# lost when the server forks, and a day starts where the drawn charts have it start.
SAME = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}


def environment(root: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a kernel: that of the press, the tree's own package first."""
    return {**os.environ, **SAME, "PYTHONPATH": str(root), **more}


class Child:
    """A forked kernel, to be asked what ``subprocess.Popen`` is asked."""

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.pid = int(line.recv(32).split()[0])
        self.returncode: int | None = None
        line.setblocking(False)

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                told = self.line.recv(32).strip()
                if not told:  # the server is gone, so its kernels go too
                    end(self.pid)
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


class Forked(LocalProvisioner):
    """A provisioner whose kernels a fork server starts."""

    server: "ForkServer"

    async def launch_kernel(self, cmd: list[str], **about: Any) -> Any:
        """Have a kernel forked and return how to connect to it."""
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        self.process = self.server.fork(arguments, about["env"], about["cwd"])
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class ForkServer:
    """The process of ``analysis.press.forks``; ends with the ``with`` block, kernels included."""

    def __init__(self, root: Path, modules: list[str]) -> None:
        self.control, far = socket.socketpair()
        with far:
            self.process = subprocess.Popen(
                [sys.executable, *PYTHON, "-m", "analysis.press.forks", *modules],
                stdin=far.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(root, {}),
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

    def fork(self, arguments: list[str], environment: dict[str, str], folder: str) -> Child:
        """Return a new kernel with these arguments, environment and working directory."""
        line, far = socket.socketpair()
        with far:
            socket.send_fds(self.control, [b"k"], [far.fileno()])
        request = {"arguments": arguments, "environment": environment, "folder": folder}
        line.sendall(f"{json.dumps(request)}\n".encode())
        return Child(line)


class ThisPython(KernelSpecManager):
    """Kernels of the Python that runs the press, whatever others somebody has installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002
        """Return the specification of an ordinary kernel."""
        return KernelSpec(**get_kernel_dict(python_arguments=PYTHON))


def manager(folder: Path, server: ForkServer | None) -> AsyncKernelManager:
    """Return a manager for one kernel, whose connection file will stand in ``folder``."""
    about = {"connection_file": str(folder / "kernel.json")}
    if LINUX:  # a socket in Linux' abstract name space: no port to be taken, no file to be left
        about |= {"transport": "ipc", "ip": f"@{uuid.uuid4().hex}"}
    made = AsyncKernelManager(kernel_spec_manager=ThisPython(), **about)
    if server is not None:
        made.provisioner = Forked(parent=made, kernel_spec=made.kernel_spec)
        made.provisioner.server = server
    return made
