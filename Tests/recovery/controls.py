"""What can go wrong with a ledger, made on purpose: the checks must find each. A tampering runs while the daemon is
down, and changes what the clients remember, or the ledger itself."""

import json
import os
import shutil

import erasing
from daemon import Connection
from disposing import ref
from outside import parse
from traffic import ONE


def forgotten(loop):
    """An event was acknowledged that the ledger does not have."""
    event = loop.makers[0].event()
    position = len(loop.outside.acked)
    loop.outside.will_post([event])
    loop.outside.places.pop(position, None)
    loop.outside.acknowledged(event, result(position))


def moved(loop):
    """Two acknowledged events stand in each other's place."""
    first, second = list(loop.outside.acked)[-2:]
    places, acked = loop.outside.places, loop.outside.acked
    places[acked[first][0]], places[acked[second][0]] = second, first


def altered(loop):
    """An event says something else than what was posted."""
    key = last(loop)
    event = loop.outside.posted[key]
    loop.outside.posted[key] = dict(event, data=dict(event["data"], reasons="never said"))


def retimed(loop):
    """An event's recordedtime is not the one that was acknowledged."""
    key = last(loop)
    position, _, version = loop.outside.acked[key]
    loop.outside.acked[key] = (position, "2020-01-01T00:00:00.000000Z", version)


def phantom(loop):
    """The ledger has an event that nobody posted."""
    key = last(loop)
    del loop.outside.posted[key]


def torn(loop):
    """A batch is half there."""
    there, missing = last(loop), loop.makers[0].event()
    loop.outside.will_post([loop.outside.posted[there], missing])


def refused_but_kept(loop):
    """An event of a refused request is there."""
    loop.outside.will_refuse([loop.outside.posted[last(loop)]])


def contradicted(loop):
    """An earlier answer named another root."""
    size = max(loop.outside.bases)
    loop.outside.bases[size] = "AAAA" + loop.outside.bases[size][4:]


def rolled_back(loop):
    """The log is an older copy of itself: what was posted since is lost."""
    log, copy = os.path.join(loop.daemon.ledger, "log"), os.path.join(loop.daemon.ledger, "copy")
    shutil.copytree(log, copy)
    loop.daemon.start()
    # Enough for the old copy to lack something whatever the round did.
    event = loop.makers[0].event()
    loop.outside.will_post([event])
    status, body = loop.ask("/v1/events", "POST", json.dumps(event).encode(), ONE)
    assert status == 201, body
    loop.outside.acknowledged(event, json.loads(body))
    loop.daemon.kill()
    shutil.rmtree(log)
    os.rename(copy, log)


def stale_view(loop):
    """An answer is not the one that was given at the same basis."""
    target = "/v1/events/0?at_size=1"
    loop.outside.answers = {target: b"{}"}


def kept_key(loop):
    """A key that was destroyed stands in a file of the ledger."""
    subject = erase(loop)
    with open(os.path.join(loop.daemon.ledger, "keys", "left"), "wb") as file:
        file.write(b"before" + loop.outside.disposals.wrapped[subject] + b"after")


def undone(loop):
    """The keys are those from before an erasure that was acknowledged."""
    keys = os.path.join(loop.daemon.ledger, "keys")
    shutil.copytree(keys, keys + ".old")
    erase(loop)
    shutil.rmtree(keys)
    os.rename(keys + ".old", keys)


def never_done(loop):
    """An erasure was acknowledged of which the ledger has nothing."""
    subject = loop.aftermath.candidates()[0]
    loop.outside.disposals.ask(subject)
    loop.outside.disposals.acknowledged(subject, {"erased": {}})


def by_nobody(loop):
    """A case is erased, and nobody disposed of it."""
    subject = erase(loop)
    del loop.outside.disposals.done[subject], loop.outside.disposals.asked[subject]


def still_told(loop):
    """Answers tell what was erased: the memory of what it said is made to be what its header says."""
    subject = erase(loop)
    key, event = next((key, event) for key, event in loop.outside.posted.items() if event["subject"] == subject)
    loop.outside.posted[key] = dict(event, data={"details": "It said " + event["id"]})


def erase(loop):
    """Has two people dispose of a case, and answers which."""
    disposals, subject = loop.outside.disposals, loop.aftermath.candidates()[0]
    loop.daemon.start()
    disposals.proposed.add(subject)
    answer = dispose(loop, 0, subject, {"reason": "It is time.", "authority": "The loop"})
    answer = dispose(loop, 1, subject, {"confirm": json.loads(answer)["proposal"]})
    disposals.ask(subject)
    disposals.acknowledged(subject, parse(answer))
    loop.daemon.kill()
    return subject


def dispose(loop, person, subject, body):
    connection = Connection(loop.daemon.socket, uid=erasing.PEOPLE[person])
    status, text = connection.ask("POST", f"/v1/cases/{ref(subject)}/disposal", json.dumps(body).encode(), erasing.HEADERS)
    connection.close()
    if status >= 300:
        raise LookupError(text)  # no finding of the checks
    return text


def last(loop):
    return list(loop.outside.acked)[-1]


def result(position):
    return {"position": position, "recordedtime": "2026-01-01T00:00:00.000000Z", "subject_version": 1, "duplicate": False}


TAMPERINGS = {
    function.__name__.replace("_", "-"): function
    for function in (
        forgotten, moved, altered, retimed, phantom, torn, refused_but_kept, contradicted, rolled_back, stale_view)
    + ((kept_key, undone, never_done, by_nobody, still_told) if erasing.may_be_tried() else ())
}
