"""A disk without power: what record.c wrote down, and what a disk may hold when the power goes at any moment of it.

The model is that of the page cache over a disk that keeps what it was told to keep and no more:
- what a flush covered, once it ended, is there; so is what was written through O_DSYNC, once that write ended;
- of every other 512 bytes, the disk holds any state that they had in the cache since: writes may be missing, torn at any
  such border, and in any order;
- a file's length is one that it had since its last flush;
- names (made, moved, removed) reach the disk in their order, and surely only when their directory is flushed. Flushing a
  file does not save its name: POSIX does not promise it. Where `names_follow` is set it does, as on ext4.
"""

import struct
from collections import defaultdict

KINDS = "none open write forced-begin forced-end flush-begin flush-end truncate mkdir rename unlink send close start exchange".split()
(OPEN, WRITE, FORCED_BEGIN, FORCED_END, FLUSH_BEGIN, FLUSH_END, TRUNCATE, MKDIR, RENAME, UNLINK, SEND, CLOSE, START, EXCHANGE) = range(1, 15)
HEAD = struct.Struct("<IIqqII")
SECTOR = 512
DIRECTORY = 2


def read_trace(path):
    """The notes in order: (kind, file, a, b, payload)."""
    with open(path, "rb") as file:
        text = memoryview(file.read())
    notes, at = [], 0
    while at + HEAD.size <= len(text):
        kind, file, a, b, length, _ = HEAD.unpack_from(text, at)
        at += HEAD.size
        notes.append((kind, file, a, b, text[at : at + length]))
        at += length
    return notes


class File:
    """One file: what is surely on the disk, what the cache holds, and the writes in between."""

    def __init__(self):
        self.durable, self.cache = bytearray(), bytearray()
        self.pending = []  # [number, {sector: its bytes after this write}, length of the file after it], oldest first

    def write(self, number, offset, data):
        end = offset + len(data)
        if end > len(self.cache):
            self.cache += bytes(end - len(self.cache))
        self.cache[offset:end] = data
        first, last = offset // SECTOR, (end + SECTOR - 1) // SECTOR
        sectors = {at: bytes(self.cache[at * SECTOR : (at + 1) * SECTOR]) for at in range(first, last)}
        self.pending.append([number, sectors, len(self.cache)])

    def truncate(self, length):
        shorter = length < len(self.cache)
        gone = range(length // SECTOR, (len(self.cache) + SECTOR - 1) // SECTOR) if shorter else ()
        if shorter:
            del self.cache[length:]
        else:
            self.cache += bytes(length - len(self.cache))
        self.pending.append([None, {at: bytes(self.cache[at * SECTOR : (at + 1) * SECTOR]) for at in gone}, length])

    def settle(self, writes):
        """These writes, oldest first, are on the disk now; so what was pending before them under the same bytes is moot."""
        settled = {id(write) for write in writes}
        newest = {}
        for at, write in enumerate(self.pending):
            if id(write) in settled:
                for sector, content in write[1].items():
                    place(self.durable, sector, content)
                    newest[sector] = at
                set_length(self.durable, write[2])
        kept = []
        for at, write in enumerate(self.pending):
            if id(write) in settled:
                continue
            sectors = {sector: content for sector, content in write[1].items() if newest.get(sector, -1) < at}
            if sectors or write[2] != len(self.durable):
                kept.append([write[0], sectors, write[2]])
        self.pending = kept


def place(content, sector, text):
    start = sector * SECTOR
    if len(content) < start:
        content += bytes(start - len(content))
    content[start : start + len(text)] = text


def set_length(content, length):
    if len(content) < length:
        content += bytes(length - len(content))
    else:
        del content[length:]


class Disk:
    """The files below one directory, note by note."""

    def __init__(self, root, names_follow=False):
        self.root = root
        self.names_follow = names_follow
        self.files = {}        # number of the inode -> File
        self.directories = {}  # number of the inode -> path
        self.names = []        # every change of names so far: (function's name, arguments)
        self.named = 0         # how many of them are surely on the disk
        self.flushes = {}      # number of a flush -> what it covers

    def step(self, note):
        kind, file, a, b, payload = note
        if kind == OPEN:
            path = bytes(payload).decode()
            if b == DIRECTORY:
                self.directories[file] = path
            elif b == 1:
                self.files[file] = File()
                self.names.append(("make", path, self.files[file]))
        elif kind in (WRITE, FORCED_BEGIN):
            if file in self.files:
                self.files[file].write(b or None, a, payload)
        elif kind == FORCED_END:
            self._settle(file, lambda write: write[0] == b)
        elif kind == FLUSH_BEGIN:
            if file in self.directories:
                self.flushes[b] = len(self.names)
            elif file in self.files:
                self.flushes[b] = {id(write) for write in self.files[file].pending}
        elif kind == FLUSH_END:
            covered = self.flushes.pop(b, None)
            if file in self.directories and isinstance(covered, int):
                self._name(self.directories[file], covered)
            elif covered:
                self._settle(file, lambda write: id(write) in covered)
                if self.names_follow:
                    self._name_file(self.files[file])
        elif kind == TRUNCATE:
            if file in self.files:
                self.files[file].truncate(a)
        elif kind == START:
            # Numbers begin anew. A write that a killed process had under way never counts as ended.
            self.flushes = {}
            for each in self.files.values():
                each.pending = [[None, sectors, length] for _, sectors, length in each.pending]
        elif kind in (MKDIR, RENAME, UNLINK, EXCHANGE):
            first, _, second = bytes(payload).decode().partition("\0")
            self.names.append(({MKDIR: "mkdir", RENAME: "rename", UNLINK: "remove", EXCHANGE: "exchange"}[kind], first, second))

    def _settle(self, file, which):
        if file in self.files:
            kept = self.files[file]
            kept.settle([write for write in kept.pending if which(write)])

    def _name(self, directory, covered):
        """The journal keeps order: with the last change in this directory all before it are on the disk."""
        for at in range(covered, self.named, -1):
            _, first, second = self.names[at - 1]
            paths = [first, second] if isinstance(second, str) else [first]
            if any(path.rpartition("/")[0] == directory for path in paths):
                self.named = at
                return

    def _name_file(self, file):
        for at in range(len(self.names), self.named, -1):
            if self.names[at - 1][2] is file:
                self.named = at
                return

    def ever_made(self):
        """Every file that there was, also where it has no name any more: its bytes stay on the disk."""
        return [file for what, _, file in self.names if what == "make"]

    def tree(self, count):
        """Path -> File, or None for a directory, after the first `count` changes of names."""
        tree = {}
        for what, first, second in self.names[:count]:
            if what == "make":
                tree[first] = second
            elif what == "mkdir":
                tree[first] = None
            elif what == "remove":
                tree.pop(first, None)
            elif what == "exchange":
                tree[first], tree[second] = tree[second], tree[first]
            else:
                moved = {path: tree.pop(path) for path in list(tree) if path == first or path.startswith(first + "/")}
                tree.update({second + path[len(first):]: file for path, file in moved.items()})
        return tree


# Which of the pending writes reached the disk

WAYS = "all none prefix one-missing one-alone few half most torn sectors pages newest".split()


def survivors(pending, way, rand):
    """The pending writes, oldest first, as they reached the disk: [(sectors, length)]."""
    whole = [(write[1], write[2]) for write in pending]
    count = len(whole)
    if way == "all" or not whole:
        return whole
    if way == "none":
        return []
    if way == "prefix":
        return whole[: rand.randrange(count + 1)]
    if way == "one-missing":
        at = rand.randrange(count)
        return whole[:at] + whole[at + 1 :]
    if way == "one-alone":
        return [rand.choice(whole)]
    if way == "newest":
        return whole[rand.randrange(count) :]
    if way in ("few", "half", "most"):
        share = {"few": 0.1, "half": 0.5, "most": 0.9}[way]
        return [write for write in whole if rand.random() < share]
    if way == "torn":
        at = rand.randrange(count)
        sectors = sorted(whole[at][0])
        cut = rand.randrange(len(sectors) + 1)
        kept = sectors[:cut] if rand.random() < 0.5 else sectors[cut:]
        return whole[:at] + [({sector: whole[at][0][sector] for sector in kept}, whole[at][1])]
    grain = 1 if way == "sectors" else 4096 // SECTOR
    share = rand.choice([0.1, 0.5, 0.9])
    kept = defaultdict(lambda: rand.random() < share)
    return [({s: text for s, text in sectors.items() if kept[number, s // grain]}, length) for number, (sectors, length) in enumerate(whole)]


def content(file, way, rand):
    """One state of this file's bytes on the disk."""
    there = survivors(file.pending, way, rand)
    image = bytearray(file.durable)
    lengths = [len(file.durable)]
    for sectors, length in there:
        for sector, text in sectors.items():
            place(image, sector, text)
        lengths.append(length)
    # Usually the length that goes with the newest write; but the length is kept in another place than the bytes.
    draw = rand.random() if way not in ("all", "none") else 0
    if draw > 0.9:
        length = rand.choice([len(file.durable)] + [write[2] for write in file.pending])
    elif draw > 0.8:
        length = max([len(file.durable)] + [write[2] for write in file.pending])
    else:
        length = lengths[-1]
    set_length(image, length)
    return image
