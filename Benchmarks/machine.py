"""What the figures were measured on, and the programs that measure."""

import json
import os
import platform
import shutil
import subprocess
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
TICK = os.sysconf("SC_CLK_TCK")


def build(directory):
    """Compiles the C programs; answers where they are."""
    compiler = shutil.which("clang") or shutil.which("cc")
    if not compiler:
        raise SystemExit("bench: there is no C compiler; install clang or gcc")
    for name, flags in [("load", []), ("floor", ["-llmdb"]), ("sync_probe", [])]:
        subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", f"{directory}/{name}", f"{HERE}/{name}.c", *flags], check=True)
    shim = ["-shared", "-fPIC", "-o", f"{directory}/slow_sync.so", f"{HERE}/slow_sync.c", "-ldl"]
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", *shim], check=True)


def go_first():
    """Puts this session and what it starts before everything else that wants the processors. Needs root."""
    try:
        os.setsid()
    except PermissionError:
        pass  # it leads its session already
    os.nice(-19)
    if os.path.exists("/proc/self/autogroup"):
        with open("/proc/self/autogroup", "w") as group:
            group.write("-19")


def busy():
    """Processor seconds that the whole machine has worked so far, and those that were stolen from it."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, soft, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system + irq + soft) / TICK, steal / TICK


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(map(str, command))}: {done.stderr.strip()}")
    if done.stderr:
        print(done.stderr.strip(), flush=True)
    return json.loads(done.stdout)


def conditions(directory, daemon):
    """Everything somebody needs to compare these figures with their own."""
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), platform.machine())
    fs = subprocess.run(["df", "--output=fstype", directory], capture_output=True, text=True).stdout.split()[-1]
    revision = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    probe = run(f"{directory}/sync_probe", f"{directory}/probe")
    return {
        "cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "file system": fs,
        "fdatasync of 4 KiB, us": f"p50 {probe['p50']:.0f}, p99 {probe['p99']:.0f}",
        "event": "700 bytes of JSON", "daemon": os.path.relpath(daemon, ROOT), "daemon bytes": os.path.getsize(daemon), "revision": revision,
        "load average before": "%.2f %.2f %.2f" % os.getloadavg(), "measured": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }


class Daemon:
    """The daemon on a fresh ledger, with its memory watched."""

    def __init__(self, program, directory, slow_us=0):
        self.directory = directory
        self.ledger, self.socket = f"{directory}/ledger", f"{directory}/s"
        self.program, self.peak = program, 0
        self.environment = dict(os.environ)
        if slow_us:
            self.environment |= {"LD_PRELOAD": f"{os.path.dirname(directory)}/slow_sync.so", "SLOW_SYNC_US": str(slow_us)}

    def __enter__(self):
        os.mkdir(self.directory)
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.directory)

    def start(self):
        command = [self.program, "--ledger", self.ledger, "--socket", self.socket, "--create"]
        began = time.monotonic()
        self.log = open(f"{self.directory}/log", "ab")
        self.process = subprocess.Popen(command, stderr=self.log, stdout=self.log, env=self.environment)
        while not self._answers():
            if self.process.poll() is not None:
                raise SystemExit("bench: the daemon did not start: " + open(f"{self.directory}/log").read()[-2000:])
            time.sleep(0.001)
        self.start_seconds = time.monotonic() - began
        self.watching = True
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self):
        self.watching = False
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def _answers(self):
        import socket
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(self.socket)
                return True
            except OSError:
                return False

    def _watch(self):
        while self.watching:
            self.peak = max(self.peak, self.anonymous())
            time.sleep(0.05)

    def anonymous(self):
        """Resident memory that is not the map or the program file, in MiB."""
        try:
            with open(f"/proc/{self.process.pid}/status") as status:
                return next(int(line.split()[1]) / 1024 for line in status if line.startswith("RssAnon"))
        except (OSError, StopIteration):
            return 0

    def cpu(self):
        """Processor seconds used so far."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def disk(self):
        return {
            name: sum(os.stat(os.path.join(self.ledger, name, file)).st_blocks * 512 for file in os.listdir(os.path.join(self.ledger, name)))
            for name in ("log", "views", "keys")
        }
