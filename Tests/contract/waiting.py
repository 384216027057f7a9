"""Waiting for what comes when it comes."""

import time

# Longer than anything takes: on a machine that others load, what is patient gets no processor for long.
HANG = 60


def until(condition, seconds=HANG):
    """What the condition answers once it is true."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it has not come to pass"
        time.sleep(0.05)
    return found
