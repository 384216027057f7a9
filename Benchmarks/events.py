"""Events for the benchmark: valid against schemas/events, 700 bytes each, with ids in the order of time."""

import datetime
import random
import struct

LENGTH = 700
# Two years of the past, whatever day it is: the daemon takes nothing from the future.
START = datetime.datetime(2023, 1, 1)
WORDS = (
    "visited home school mother father child children plan review meeting agreed said worried happy calm late early room "
    "clean tidy cold warm food sleep contact grandmother aunt nurse teacher report noted spoke alone together about with "
    "after before because again first next week today morning evening health dentist play reading friends younger older"
).split()
# Sentences to pick from, so that no two events say the same at length.
PICK = random.Random(7)
SENTENCES = [" ".join(PICK.choices(WORDS, k=PICK.randint(8, 16))).capitalize() + ". " for _ in range(1009)]
KINDS = [
    ("case_note.entered", '"note_type":"visit","children":["ch-%d"],"details":"', 5),
    ("visit.made", '"visit_type":"child_protection","child_seen":true,"seen_alone":true,"children":["ch-%d"],"details":"', 3),
    ("decision.made", '"decision_type":"level_of_service","decision":"Continue at child in need.","children":["ch-%d"],"reasons":"', 2),
]
# Ten events hold five notes, three visits and two decisions.
MIX = [(kind, data) for kind, data, share in KINDS for _ in range(share)]


class Events:
    """Makes events, each with an id of its own, spread over cases and workers."""

    def __init__(self, cases, workers=300, days=700, total=1_000_000, prefix="bn", entered=False):
        """`total` events stretch over `days`; `prefix` begins the ids, which no other maker may use on the same ledger. `entered`: each
        says that its source system had it as soon as it happened."""
        self.cases, self.workers, self.prefix, self.entered = cases, workers, prefix, entered
        self.step = days * 86_400_000 // total
        self.number = 0

    def one(self, case=None):
        """The bytes of the next event."""
        number = self.number
        self.number += 1
        kind, data = MIX[number * 7 % 10]
        # A step with no common factor, so that cases and workers mix.
        case = (number * 7919) % self.cases if case is None else case
        worker = (number * 104_729 // 10) % self.workers
        time = (START + datetime.timedelta(milliseconds=self.step * number)).isoformat(timespec="milliseconds")
        head = (
            f'{{"specversion":"1.0","id":"{self.prefix}-{number:012d}","source":"/ics/bench","type":"{kind}","subject":"case/{case:06d}",'
            f'"time":"{time}Z","actor":"sw-{worker}","actorname":"A. Patel","actorrole":"social worker","actorteam":"Assessment 2",'
            + (f'"enteredtime":"{time}Z",' if self.entered else "") + f'"data":{{{data % case}'
        )
        text = "".join([SENTENCES[(number * 31 + at * (number % 1008 + 1)) % 1009] for at in range(1, 9)])
        return (head + text[: LENGTH - len(head) - 3] + '"}}').encode()

    def batch(self, count, case=None):
        return b"[" + b",".join(self.one(case) for _ in range(count)) + b"]"


def post(body, kind="cloudevents"):
    head = f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/{kind}+json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def singles(events, count):
    return [post(events.one()) for _ in range(count)]


def batches(events, count, size, case=None):
    return [post(events.batch(size, case), "cloudevents-batch") for _ in range(count)]


def get(target, method="GET"):
    return [f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode()]


def write(path, requests):
    with open(path, "wb") as file:
        for request in requests:
            file.write(struct.pack("<I", len(request)))
            file.write(request)
