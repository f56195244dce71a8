"""`make bench`: compares the type with a naive handler, and writes the figures of guide/cost-scale-speed.md."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console
from rich.markdown import Markdown

from cfn_sandbox.function_process import unpack
from sandbox.engine import REGION
from sandbox.packaged import runtime

from . import cold, measures, report, scale
from .report import Measurements

ROOT: Final = Path(__file__).resolve().parent.parent
GUIDE: Final = ROOT / "guide"
HANDLER: Final = "mlops_sagemaker_modelpackage.handlers.resource"
NAME: Final = "mlops-sagemaker-modelpackage.zip"
WARM, COLD, LARGE, READS = 60, 9, 15, 20  # rounds of each measurement


@contextmanager
def running_sandbox() -> Iterator[str]:
    """Run the sandbox in a process of its own, and return the ARN of a version in it."""
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", "--settle", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        os.environ["AWS_DEFAULT_REGION"] = REGION  # Lambda sets it
        os.environ["AWS_ENDPOINT_URL"] = process.stdout.readline().split()[4].rstrip(".")
        measures.create_group()
        yield measures.create_version()
    finally:
        os.environ.pop("AWS_ENDPOINT_URL", None)
        process.terminate()
        process.wait()


def packages(folder: Path) -> tuple[Path, Path]:
    """Build both packages: the slim one, and the one that `cfn submit` uploads. Return where they are unpacked."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    slim, full = folder / "slim", folder / "full"
    for command in ([sys.executable, "-m", "tools.package"], [str(Path(sys.executable).with_name("cfn")), "submit"]):
        subprocess.run(
            [*command, "--dry-run"], cwd=ROOT, env=os.environ | {"PATH": path}, check=True, stdout=subprocess.DEVNULL
        )
    return unpack(ROOT / "dist" / NAME, slim), unpack(ROOT / NAME, full)


def measure(folder: Path, console: Console) -> Measurements:
    """Build the packages in a folder, and measure everything."""
    console.print("Building both packages, installing Lambda's runtime client …")
    slim, full = packages(folder)
    cold.install()
    runs = {
        "bare": (slim, "bare.resource"),
        "ours": (slim, HANDLER),
        "submitted": (full, HANDLER),
        "naive": (full, "naive.resource"),
    }
    with running_sandbox() as arn:
        console.print("Warm calls …")
        warm = measures.warm(arn, slim, full, WARM)
        console.print("Cold starts …")
        starts = cold.starts(arn, runs, COLD)
        memory = measures.memory(arn, slim, full, READS)
        profile = measures.profile(arn, slim)
    console.print("The latency of a region …")
    in_region = measures.in_region(slim, WARM)
    console.print("A large model, calls, settling …")
    return Measurements(
        warm=warm,
        in_region=in_region,
        cold=starts,
        memory=memory,
        package=measures.package(ROOT / "dist" / NAME),
        submitted=measures.package(ROOT / NAME),
        large=measures.large_model(slim, LARGE),
        calls=measures.calls(slim),
        settling=measures.settling(slim, (0.5, 1.5, 2.5, 3.5, 4.5)),
        profile=profile,
        python=python_version(),
    )


def python_version() -> str:
    """Return the version of the Python that the handlers ran on."""
    run = subprocess.run([runtime(), "--version"], check=True, capture_output=True, text=True)
    return run.stdout.strip()


def main() -> None:
    """Measure, write the figures and their chart, and show the figures."""
    if platform.system() != "Linux":
        raise SystemExit("make bench runs on Linux only: Lambda's runtime interface emulator is a program for Linux.")
    console = Console()
    with TemporaryDirectory() as folder:
        found = measure(Path(folder), console)
    (ROOT / NAME).unlink()
    page = report.page(found)
    scale.write("benchmarks", page)
    rows = [row for row in report.compared_with_naive(found) if row.unit == "ms"]
    report.chart(rows, GUIDE / "benchmarks.svg")
    console.print(Markdown(page))


if __name__ == "__main__":
    main()
