"""What `sam build` makes, of binaries that cargo has built: for scripts/rehearse and scripts/invoke-events."""

import os
import pathlib
import platform
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUNCTIONS = {"WebhookFunction": "webhook", "ApiFunction": "api", "ProcessorFunction": "processor", "UsageReportFunction": "usage-report"}


def target(profile):
    """Where cargo puts what it builds, in the profile `debug` or `release`."""
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / profile


def gather(folder, template, profile="debug"):
    """A folder with the template, its parts and each function's binary; the template in it."""
    built = folder / "built"
    shutil.copytree(ROOT / "infra", built / "infra")
    for name in FUNCTIONS.values():
        (built / name).mkdir()
        shutil.copy(target(profile) / name, built / name / "bootstrap")
        subprocess.run(["strip", built / name / "bootstrap"], check=False)
        template = template.replace(f"CodeUri: functions/{name}\n", f"CodeUri: {name}\n")
    (built / "template.yaml").write_text(template)
    return built / "template.yaml"


def architecture():
    """This machine's, as Lambda calls it."""
    return "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
