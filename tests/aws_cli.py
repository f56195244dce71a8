"""The AWS CLI for scripts that call it often: its modules are imported once, and each command is a fork of that process.

Most of the time of a command of the AWS CLI goes into imports. Run as a program, this module is the process that has
them done. `folder()` starts it, and returns a folder with an `aws` that hands its arguments, environment and open files to it.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import traceback
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

LONGEST_PAUSE_SECONDS: Final = 0.1
_CLIENT: Final = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [b"-"], [0, 1, 2])
    server.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode())
    server.shutdown(socket.SHUT_WR)
    sys.exit(int(server.recv(3) or 255))
"""


@cache
def folder() -> Path:
    """Start the process, unless it runs, and return the folder with `aws`; both are gone at the end of this process."""
    place = TemporaryDirectory()
    atexit.register(place.cleanup)
    address = str(Path(place.name) / "socket")
    client = Path(place.name) / "aws"
    client.write_text(_CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
    client.chmod(0o755)
    server = subprocess.Popen([sys.executable, __file__, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdin
    assert server.stdout
    assert server.stdout.readline(), "the AWS CLI can't be imported"
    server.stdout.close()
    atexit.register(server.wait)
    atexit.register(server.stdin.close)  # the server's end; this comes before the wait
    return Path(place.name)


def serve(address: str) -> None:
    """Fork for each command until the standard input is closed."""
    from awscli import clidriver
    from awscli.botocore.loaders import JSONFileLoader

    load = cache(JSONFileLoader().load_file)
    JSONFileLoader.load_file = lambda _, path: load(path)  # a fork may change what it finds: nobody else sees it
    session = clidriver.create_clidriver().session
    for service in ("cloudformation", "sagemaker"):
        session.create_client(service, "us-east-1", aws_access_key_id="-", aws_secret_access_key="-")
    pause = time.sleep
    time.sleep = lambda seconds: pause(min(float(seconds), LONGEST_PAUSE_SECONDS))  # waiters sleep up to 30 seconds
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([listening, sys.stdin], [], [])[0]:
            connection, _ = listening.accept()
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
            if os.fork() == 0:
                _carry_out(connection)
            connection.close()


def _carry_out(connection: socket.socket) -> None:
    """Run one command in the place of the client, tell it the exit code, and end this process."""
    from awscli import clidriver
    from awscli.customizations import assumerole

    code = 255
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _, files, _, _ = socket.recv_fds(connection, 1, 3)
        with connection.makefile("rb") as request:
            arguments, where, environment = json.loads(request.read())
        for number, file in enumerate(files):
            os.dup2(file, number)
        os.chdir(where)
        environment["AWS_DATA_PATH"] = os.environ["AWS_DATA_PATH"]  # which importing the AWS CLI has set
        os.environ.clear()
        os.environ.update(environment)
        assumerole.CACHE_DIR = str(Path.home() / ".aws" / "cli" / "cache")  # of the command's home
        sys.argv = ["aws", *arguments]
        code = clidriver.main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(str(code).encode())
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
