"""Daemons for the tests: one that most share, one that holds the worked case, and one of one's own."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import daemon as daemons  # noqa: E402
from events import worked_case  # noqa: E402


def pytest_configure(config):
    # A reader or poster beside a test that ends with an error has found out nothing, and the test with it.
    config.addinivalue_line("filterwarnings", "error::pytest.PytestUnhandledThreadExceptionWarning")
    if not daemons.PROGRAM.exists():
        pytest.exit(f"{daemons.PROGRAM} is not there: swift build --product daybookd, or set DAYBOOKD", returncode=2)


@pytest.fixture(scope="session")
def shared():
    """The daemon that tests share, each with subjects of its own. It must outlive them all."""
    made = daemons.Daemon().start()
    yield made
    made.remove()


@pytest.fixture
def client(shared):
    """A client of the shared daemon; after the test the daemon still runs and serves."""
    made = shared.client()
    yield made
    made.close()
    assert shared.process.poll() is None, f"the daemon is down:\n{shared.logged()}"
    shared.client().get("/v1/status").expect()


@pytest.fixture
def own():
    """Makes daemons for one test: `own(settings)`, not started yet."""
    made = []

    def make(settings=None):
        made.append(daemons.Daemon(settings))
        return made[-1]

    yield make
    for each in made:
        each.remove()


@pytest.fixture(scope="session")
def worked_daemon():
    """A daemon with the worked case, posted line by line in the order of the file."""
    made = daemons.Daemon().start()
    client = made.client()
    for position, line in enumerate(worked_case()):
        answer = client.post(line).expect(201)
        assert (answer["position"], answer["duplicate"]) == (position, False)
    yield made
    made.remove()


@pytest.fixture
def worked(worked_daemon):
    made = worked_daemon.client()
    yield made
    made.close()


@pytest.fixture(scope="session")
def story():
    """The worked case's events, each at its position."""
    return [json.loads(line) for line in worked_case()]
