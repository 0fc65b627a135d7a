"""The fork server: a process that has imported what chapters need and forks kernels.

Each kernel is a fresh child: it has the imports and nothing else, for the server runs no
chapter, opens no file of data/ and starts no thread. A kernel lives as long as somebody holds
the other end of its line, and the server as long as the build holds the control line, so
nothing outlives a build that is killed.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any, NoReturn

import ipykernel_launcher

Lines = dict[int, socket.socket]  # by the process id of the kernel at its other end


def main(modules: list[str]) -> None:
    """Import modules, then fork a kernel for each line that comes over standard input."""
    for name in ("ipykernel.kernelapp", "analysis.build.run.kernel_extension", *modules):
        with contextlib.suppress(Exception):  # the cell that imports it tells what is wrong
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # so that the children share these objects
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build
    serve(socket.socket(fileno=0))


def serve(control: socket.socket) -> None:
    """Fork kernels and tell how they ended, until the control line is closed."""
    woken, waker = socket.socketpair()
    woken.setblocking(False)
    waker.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    lines: Lines = {}
    while True:
        ready, _, _ = select.select([control, woken, *lines.values()], [], [])
        if woken in ready:
            with contextlib.suppress(BlockingIOError):
                woken.recv(4096)
        for pid in [pid for pid, line in lines.items() if line in ready]:
            end_kernel(pid)  # nobody waits for this kernel any more
        reap(lines)
        if control in ready:
            word, passed, _, _ = socket.recv_fds(control, 1, 1)
            if not word:
                break
            start_kernel(socket.socket(fileno=passed[0]), lines, [control, woken, waker])
    for pid in lines:
        end_kernel(pid)


def start_kernel(line: socket.socket, lines: Lines, own: list[socket.socket]) -> None:
    """Fork a kernel as a line asks, and tell its process id."""
    request = line.makefile("r", encoding="utf-8").readline()
    if not request:
        return
    pid = os.fork()
    if pid == 0:
        become_kernel(json.loads(request), [line, *lines.values(), *own])
    lines[pid] = line
    send_number(line, pid)


def become_kernel(request: dict[str, Any], inherited: list[socket.socket]) -> NoReturn:
    """Become the kernel that a request describes: its arguments, environment and folder."""
    status = 1
    try:
        os.setsid()
        for line in inherited:
            os.close(line.detach())
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        sys.argv = [str(ipykernel_launcher.__file__), *request["arguments"]]
        from ipykernel import kernelapp

        orphaned = f"--IPKernelApp.parent_handle={os.getppid()}"  # ends when the server is gone
        kernelapp.launch_new_instance(argv=[*request["arguments"], orphaned])
        status = 0
    except SystemExit as asked:
        status = asked.code if isinstance(asked.code, int) else 1
    finally:
        os._exit(status or 0)


def reap(lines: Lines) -> None:
    """Take leave of the kernels that have ended, and tell the code of each."""
    for pid in list(lines):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            line = lines.pop(pid)
            send_number(line, os.waitstatus_to_exitcode(status))
            line.close()


def send_number(line: socket.socket, number: int) -> None:
    """Send a number to whoever waits at the other end, if anybody does."""
    with contextlib.suppress(OSError):
        line.sendall(f"{number}\n".encode())


def end_kernel(pid: int) -> None:
    """End a kernel and all that it has started."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
