#!/usr/bin/env python3
"""Tells where the processor time of a post and of a list goes, by samples of the running daemon (`perf`, as root).

    where.py [--daemon PROGRAM] [--into PAGE]

Each sample belongs to the innermost part of the daemon, or of the kernel, that stands in its stack: what Swift's runtime, the
allocator and the C library do is counted where it is done for. Writes where.json and where.md into .build/bench.
"""

import argparse
import collections
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

import events
import machine
import report

# The kernel's parts, looked for in the whole stack.
KERNEL = [
    ("kernel: the socket", r"unix_stream|sock_|sendmsg|recvmsg|__sys_sendto|__sys_recvfrom"),
    ("kernel: flushing the disk", r"fdatasync|fsync|generic_write_sync"),
    ("kernel: writing pages of the ledger", r"pwrite|do_writev|ext4|shmem_file"),
    ("kernel: threads that wait and are woken", r"futex|epoll|eventfd|schedule|sched_"),
    ("kernel: memory", r"page_fault|mmap|munmap|madvise|brk"),
    ("kernel: other", r""),
]
# The daemon's parts, looked for from the innermost call outwards. Swift's names are mangled, and hold nearly any few letters somewhere.
PARTS = [
    ("SHA-256", r"^(CCryptoBoringSSL_)?(sha256_|SHA256_)|^\$s6Crypto.*SHA256"),
    ("AES-GCM", r"^(CCryptoBoringSSL_)?(aes_|AES_|gcm_|ghash_|aead_aes_|EVP_AEAD_)|^\$s6Crypto.*AES"),
    ("Ed25519", r"^(CCryptoBoringSSL_)?(fiat_curve25519_|x25519_|ED25519_|sc_|fe_|ge_)|^\$s6Crypto.*25519"),
    ("LMDB", r"liblmdb"),
    ("JSON read and written", r"^\$s4JSON"),
    ("schemas", r"^\$s6Schema"),
    ("events: headers and sealed parts", r"^\$s6Events"),
    ("the tree", r"^\$s12Transparency"),
    ("the ledger: preparing, indexes, commits", r"^\$s6Ledger|^\$s4LMDB"),
    ("views", r"^\$s5Views"),
    ("who may see what, and the visitors' book", r"^\$s6Access|VisitorsBook|VisitMiddleware|VisitNote|AccessFilter"),
    ("routes", r"^\$s6Server|^\$s4Wire|^\$s8Practice"),
    ("HTTP", r"NIO|Hummingbird|HTTPTypes|llhttp|c_nio"),
    ("Swift's tasks", r"swift_task|swift_job|swift::|_dispatch|dispatch_"),
]
MEMORY, REST = "memory, where it is not known for what", "not told apart"


def part(frames):
    """The part of one sample, by its frames from the innermost outwards: (symbol, whether it is the kernel's)."""
    if frames and frames[0][1]:
        whole = " ".join(symbol for symbol, is_kernel in frames if is_kernel)
        return next(name for name, pattern in KERNEL if re.search(pattern, whole))
    for symbol, _ in frames:
        for name, pattern in PARTS:
            if re.search(pattern, symbol):
                return name
    return MEMORY if re.search("alloc|free|unlink_chunk", frames[0][0]) else REST


def samples(path, pid):
    """How many samples of a process belong to each part."""
    found = collections.Counter()
    text = subprocess.run(["perf", "script", "-i", path, "--pid", str(pid), "-F", "comm,ip,sym,dso"], capture_output=True, text=True).stdout
    for block in text.split("\n\n"):
        frames = []
        for line in block.strip().split("\n")[1:]:
            address, _, symbol = line.strip().partition(" ")
            frames.append((symbol, address.startswith("ffff")))
        if frames:
            found[part(frames)] += 1
    return found


def measure(directory, daemon, make, clients, each=1):
    """Microseconds of the daemon's processor time for one event (`each` to a request) or question, by part: all of it while
    nobody looks on, and the shares while `perf` does, which takes a third more."""
    data = f"{directory}/perf.data"

    def run():
        requests = make()
        events.write(f"{directory}/requests", requests)
        before = daemon.cpu()
        result = machine.run(f"{directory}/load", daemon.socket, f"{directory}/requests", clients, len(requests))
        if result["bad"]:
            raise SystemExit(f"where: {result['bad']} answers were no success: {result['statuses']}")
        return (daemon.cpu() - before) * 1e6 / (len(requests) * each)

    run()
    used = run()
    perf = subprocess.Popen(["perf", "record", "-q", "-g", "-a", "-F", "1997", "-o", data], stderr=subprocess.DEVNULL)
    time.sleep(1)
    run()
    perf.send_signal(signal.SIGINT)
    perf.wait()
    found = samples(data, daemon.process.pid)
    os.remove(data)
    total = sum(found.values())
    return {"all": used} | {name: used * number / total for name, number in found.most_common()}


def main():
    parser = argparse.ArgumentParser(description="Tell where the daemon's processor time goes.")
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", os.path.join(machine.ROOT, ".build/release/daybookd")))
    parser.add_argument("--out", default=os.path.join(machine.ROOT, ".build/bench"))
    parser.add_argument("--into", help="also put the table into this page, between its marks")
    options = parser.parse_args()
    looks = ["perf", "record", "-q", "-a", "-o", "/dev/null", "true"]
    if not shutil.which("perf") or subprocess.run(looks, capture_output=True).returncode != 0:
        print("where: left out, as perf is not there or may not look at the whole machine (root may)")
        return
    directory = tempfile.mkdtemp(prefix="daybook-where-", dir=os.environ.get("TMPDIR", "/var/tmp"))
    try:
        machine.build(directory)
        conditions = machine.conditions(directory, os.path.abspath(options.daemon))
        found = {}
        with machine.Daemon(os.path.abspath(options.daemon), f"{directory}/d") as daemon:
            measure_in = functools.partial(measure, directory, daemon)
            source, long = events.Events(2000), events.Events(1, total=1000, prefix="long")
            events.write(f"{directory}/requests", events.batches(long, 2, 500, case=900_000) + events.batches(source, 4, 500))
            machine.run(f"{directory}/load", daemon.socket, f"{directory}/requests", 1, 6)
            found["a post, 64 clients"] = measure_in(lambda: events.singles(source, 40_000), 64)
            found["a post, 1 client"] = measure_in(lambda: events.singles(source, 5_000), 1)
            found["an event of a batch of 500, 2 clients"] = measure_in(lambda: events.batches(source, 300, 500), 2, 500)
            found["a list of 1,000 events"] = measure_in(lambda: events.get("/v1/events?subject=case/900000&limit=1000") * 3_000, 1)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    write(options, conditions, found)


def write(options, conditions, found):
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, "where.json"), "w", encoding="utf-8") as file:
        json.dump({"conditions": conditions, "microseconds": found}, file, indent=1)
    names = [name for name, _ in PARTS + KERNEL] + [MEMORY, REST]
    names.sort(key=lambda name: -max(parts.get(name, 0) / parts["all"] for parts in found.values()))
    lines = [f"Revision {conditions['revision']}, {conditions['measured']}; microseconds of the daemon's processor time.", ""]
    lines += ["| | " + " | ".join(found) + " |", "|---" * (len(found) + 1) + "|"]
    for name in ["all"] + names:
        cells = [f"{parts.get(name, 0):.1f}" if parts["all"] < 1000 else f"{parts.get(name, 0):.0f}" for parts in found.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    text = "\n".join(lines) + "\n"
    with open(os.path.join(options.out, "where.md"), "w", encoding="utf-8") as file:
        file.write(text)
    if options.into:
        report.put(text, options.into, "where")
    print(text)


if __name__ == "__main__":
    main()
