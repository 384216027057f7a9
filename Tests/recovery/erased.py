"""Cases that were disposed of while the power could go: what they held, and the keys that nothing may hold any more.

An erasure that was acknowledged is on the disk. One that was not is whole once the daemon has started, or has not begun. Whole is:
the event that says so is there, the case's events are shown by header alone, and its key is in no file. And when an erasure is
acknowledged its key is nowhere on the disk, under a name or not: the file it stood in was overwritten before it was let go. In the
end the same holds of erasures that a kill cut off and the next start finished.
"""

import json
import os
from pathlib import Path

from disk import Disk
from images import form
from outside import ADDED, OWN, name, parse, require

NAME = "erased.json"


def disposed(events):
    """The subjects that these events say were disposed of."""
    return {event["concerns"] for event in events if event["source"] == OWN and event["type"] == "record.disposed"}


class Erased:
    """What is known of them from outside."""

    def __init__(self, directory):
        with open(os.path.join(directory, NAME), encoding="utf-8") as file:
            known = json.load(file)
        self.wrapped = {subject: bytes.fromhex(each["key"]) for subject, each in known.items()}
        self.posted = {name(event): event for each in known.values() for event in each["posted"]}
        master = form.read_key_file(Path(directory, "master.key"))
        self.bare = {subject: form.unwrap_key(master, key, subject) for subject, key in self.wrapped.items()}

    @staticmethod
    def save(loop, directory):
        """Writes down what the loop knows, once it has looked what became of its disposals."""
        posted, known = loop.outside.posted.values(), loop.outside.disposals
        with open(os.path.join(directory, NAME), "w", encoding="utf-8") as file:
            json.dump({
                subject: {"key": known.wrapped[subject].hex(), "posted": [parse(json.dumps(event)) for event in posted if event["subject"] == subject]}
                for subject in (known.whole if known else ())
            }, file)

    @property
    def destroyed(self):
        return {subject.encode(): key for subject, key in self.wrapped.items()}

    def compare(self, shown, kept):
        """Compares what an image shows with the end of the record: what was erased after the image must be as it was posted."""
        gone = disposed(shown)
        for event, last in zip(shown, kept):
            if "erased" in last and last["subject"] not in gone:
                last = self.posted[name(last)]
                event = {field: value for field, value in event.items() if field not in ADDED}
            require(event == last, "the daemon shows", event, "- committed was", last)
        return gone

    def check_files(self, directory, subjects):
        """The keys of these are in no file below a directory, wrapped or bare."""
        for folder, _, names in os.walk(directory):
            for each in names:
                path = Path(folder, each)
                if path.is_file():
                    content = path.read_bytes()
                    for subject in subjects:
                        self._seek(subject, content, path)

    def check_disk(self, notes, acknowledged, root, names_follow):
        """When an erasure was acknowledged, and in the end, its key was nowhere on the disk. Answers how many were looked for."""
        disk, at = Disk(root, names_follow), 0
        sought = [(note, subject.decode()) for note, subject in acknowledged] + [(len(notes) - 1, subject) for subject in self.wrapped]
        for note, subject in sought:
            while at <= note:
                disk.step(notes[at])
                at += 1
            for file in disk.ever_made():
                for content in (file.durable, file.cache, *(b"".join(text for _, text in sorted(write[1].items())) for write in file.pending)):
                    self._seek(subject, content, f"what the disk holds at note {note} of {len(notes)}")
        return len(self.wrapped)

    def _seek(self, subject, content, where):
        for how, keys in ("wrapped", self.wrapped), ("bare", self.bare):
            require(keys[subject] not in content, "KEPT: the key of", subject, "was destroyed and stands", how, "in", where)
