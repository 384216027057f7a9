"""What the daemon had said by any moment of a record: the answers in it, each at the note where its last byte was sent."""

import bisect
import collections
import json

from disk import CLOSE, SEND, START


# What must be on the disk: so many events, so many looks in the visitors' book, and the names of subjects whose keys are gone.
Promised = collections.namedtuple("Promised", "size looks erased", defaults=[0, 0, frozenset()])


class Said:
    """Acknowledgements and the sizes that answers named, in the order in which they were sent."""

    def __init__(self, notes):
        self.results = []  # (note, position, recordedtime, duplicate)
        self.sizes = []    # (note, size that the ledger has at least)
        self.posts = []    # notes at which an acknowledgement was complete
        self.looks = []    # notes at which an answer was complete that showed something
        self.erasures = []  # (note, name of the subject), in order
        streams, saying = {}, {}
        for at, (kind, file, a, b, payload) in enumerate(notes):
            if kind == START:
                streams, saying = {}, {}
            elif kind == CLOSE:
                streams.pop(file, None)
            elif kind == SEND and a == 0:
                saying[file] = (at, payload)
            elif kind == SEND and file in saying:
                began, text = saying.pop(file)
                if b > 0:
                    stream = streams.setdefault(file, bytearray())
                    stream += text[:b]
                    self._take(began, stream)
        self.sizes.sort()
        self.looks.sort()
        self._notes = [at for at, _ in self.sizes]
        self._most = []
        for _, size in self.sizes:
            self._most.append(max(size, self._most[-1] if self._most else 0))

    def promised(self, note):
        """What must be on the disk if the power goes just before this note."""
        place = bisect.bisect_left(self._notes, note)
        erased = frozenset(subject for at, subject in self.erasures if at < note)
        return Promised(self._most[place - 1] if place else 0, bisect.bisect_left(self.looks, note), erased)

    def _take(self, at, stream):
        """Takes whole answers from the front of a connection's stream."""
        while True:
            end = stream.find(b"\r\n\r\n")
            if end < 0:
                return
            fields = dict(line.lower().split(b": ", 1) for line in bytes(stream[:end]).split(b"\r\n")[1:])
            if fields.get(b"transfer-encoding") == b"chunked":
                body, length = unchunk(stream, end + 4)
                if body is None:
                    return
            else:
                length = end + 4 + int(fields.get(b"content-length", b"0"))
                if len(stream) < length:
                    return
                body = bytes(stream[end + 4 : length])
            status = int(stream[9:12])
            del stream[:length]
            if status in (200, 201) and b"json" in fields.get(b"content-type", b""):
                self._answer(at, json.loads(body))

    def _answer(self, at, answer):
        if not isinstance(answer, dict):
            return
        results = answer.get("results", [answer])
        if results and isinstance(results, list) and "duplicate" in results[0]:
            self.posts.append(at)
            for result in results:
                self.results.append((at, result["position"], result["recordedtime"], result["duplicate"]))
                self.sizes.append((at, result["position"] + 1))
        elif "views" in answer and "erased" in answer:
            self.erasures.append((at, f"case/{answer['case']}".encode()))
            self.sizes.append((at, answer["erased"]["position"] + 1))
        elif "basis" in answer:
            self.sizes.append((at, answer["basis"]["size"]))
            # The status tells nothing of any record.
            if "origin" not in answer:
                self.looks.append(at)


def unchunk(stream, at):
    """Body and end of a chunked answer; None where it is not whole."""
    parts = []
    while True:
        end = stream.find(b"\r\n", at)
        if end < 0:
            return None, 0
        size = int(bytes(stream[at:end]).split(b";")[0], 16)
        if len(stream) < end + 2 + size + 2:
            return None, 0
        parts.append(bytes(stream[end + 2 : end + 2 + size]))
        at = end + 2 + size + 2
        if size == 0:
            return b"".join(parts), at
