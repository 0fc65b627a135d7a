"""Kernels for chapters: each its own process, forked from one that has imported what all need.

Where there is no fork server (``--plain``, another system than Linux, a worker elsewhere) a
kernel is an ordinary one; both begin alike and give the same bytes.
"""

import asyncio
import time
import uuid
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.build.run import kernel_extension
from analysis.build.run.fork_client import LINUX, PYTHON, ForkServer

POLL_S = 0.005  # between two looks whether a forked kernel has ended
ANSWER_S, OUTPUT_S = 1, 0.2  # to answer, and for outputs to arrive, until a kernel is asked again
ARGUMENTS = [
    "--IPKernelApp.log_level=50",  # what a cell raises is told by papermill
    f"--IPKernelApp.extra_extensions={kernel_extension.__name__}",
]


class ForkedProvisioner(LocalProvisioner):
    """A provisioner whose kernels a fork server starts."""

    server: ForkServer

    async def launch_kernel(self, cmd: list[str], **about: Any) -> Any:
        """Have a kernel forked and return how to connect to it."""
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        forked = self.server.fork(arguments, about["env"], about["cwd"])
        self.process = forked  # type: ignore[assignment]  # it answers as a Popen does
        self.pid = self.pgid = forked.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Return the exit code of the kernel when it has ended; Jupyter's own looks only ten
        times a second."""
        while self.process is not None and self.process.poll() is None:
            await asyncio.sleep(POLL_S)
        return await super().wait()


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as it hears the kernel; Jupyter's own then waits for a
    fifth of a second of silence, though messages that answer no cell are passed over anyway."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel answers and its outputs arrive. Raises RuntimeError if it has
        died, or does not within ``timeout`` seconds."""
        start = time.monotonic()
        while timeout is None or time.monotonic() - start < timeout:
            self.kernel_info()
            with suppress(Empty):
                await self.get_shell_msg(timeout=ANSWER_S)
                await self.get_iopub_msg(timeout=OUTPUT_S)
                return
            if not await self.is_alive():
                raise RuntimeError("the kernel died at its start")
        raise RuntimeError(f"the kernel did not answer in {timeout} seconds")


class CurrentPython(KernelSpecManager):
    """Kernels of the Python that runs the build, whatever others somebody has installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002
        """Return the specification of an ordinary kernel."""
        return KernelSpec(**get_kernel_dict(python_arguments=PYTHON))


def kernel_manager(folder: Path, server: ForkServer | None) -> AsyncKernelManager:
    """Return a manager for one kernel, whose connection file will be in ``folder``."""
    about = {"connection_file": str(folder / "kernel.json")}
    if LINUX:  # a socket in Linux' abstract name space: no port to be taken, no file to be left
        about |= {"transport": "ipc", "ip": f"@{uuid.uuid4().hex}"}
    made = AsyncKernelManager(
        kernel_spec_manager=CurrentPython(), client_factory=PromptClient, **about
    )
    if server is not None:
        made.provisioner = ForkedProvisioner(parent=made, kernel_spec=made.kernel_spec)
        made.provisioner.server = server
    return made
