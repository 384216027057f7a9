"""What can go wrong with a ledger, made on purpose: the checks must find each. A tampering runs while the daemon is
down, and changes what the clients remember, or the ledger itself."""

import json
import os
import shutil

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


def last(loop):
    return list(loop.outside.acked)[-1]


def result(position):
    return {"position": position, "recordedtime": "2026-01-01T00:00:00.000000Z", "subject_version": 1, "duplicate": False}


TAMPERINGS = {
    function.__name__.replace("_", "-"): function
    for function in (
        forgotten, moved, altered, retimed, phantom, torn, refused_but_kept, contradicted, rolled_back, stale_view)
}
