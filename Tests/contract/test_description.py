"""The OpenAPI document: valid, served as published, and true of every route."""

import json
import re
from pathlib import Path

import pytest
from openapi_spec_validator import validate

import description
from events import event

ROOT = Path(__file__).resolve().parents[2]
# A directory that nobody can make.
NOWHERE = "/proc/nowhere"
OPERATIONS = [(method.upper(), path) for path, item in description.DOCUMENT["paths"].items() for method in item]


def test_it_is_valid():
    validate(description.DOCUMENT)


def test_the_daemon_serves_it_as_published(client):
    answer = client.get("/openapi.json").expect()
    assert answer.media == "application/json"
    assert answer.body == description.FILE.read_bytes()


def test_every_route_of_the_daemon_is_in_it_and_no_other():
    routes = set()
    for file in (ROOT / "Sources/Server").rglob("*.swift"):
        for method, path in re.findall(r'router\.(get|post|put|delete|patch|head)\(\s*"([^"]+)"', file.read_text()):
            routes.add((method.upper(), path.replace("**", "{path}")))
    assert routes == set(OPERATIONS)


@pytest.mark.parametrize("method, path", OPERATIONS)
def test_every_described_operation_answers(client, method, path):
    case = event()
    position = client.keeps(case)["position"]
    target = description.example(method, path, ref=case["subject"][5:], id="sw-221", position=position, directory=NOWHERE)
    described = description.DOCUMENT["paths"][path][method.lower()].get("requestBody", {}).get("content", {}).get("application/json", {})
    if target == "/v1/events" and method == "POST":
        answer = client.post(event())
    elif "example" in described:
        answer = client.post(described["example"], media="application/json", target=target)
    else:
        answer = client.request(method, target)
    assert answer.status in (200, 201), (answer.status, answer.body[:500])


@pytest.mark.parametrize("method, path", OPERATIONS)
def test_every_described_query_parameter_is_taken_and_no_other(client, method, path):
    described = description.DOCUMENT["paths"][path][method.lower()]
    names = [description._resolve(parameter) for parameter in described.get("parameters", [])]
    queries = {one["name"] for one in names if one["in"] == "query"}
    case = event()
    position = client.keeps(case)["position"]
    target = description.example(method, path, ref=case["subject"][5:], id="sw-221", position=position, directory=NOWHERE)
    said = client.request(method, target.split("?")[0] + "?nosuchparameter=1").problem(400, "bad-query")["detail"]
    known = re.search(r"It takes (.*)\.$", said).group(1)
    assert queries == (set() if known == "none" else set(known.split(", ")))


def test_what_may_be_posted_is_described_as_it_is_enforced():
    """The envelope in the description and the one that is enforced are the same, but that an optional attribute may be null."""
    enforced = json.loads((ROOT / "schemas/event.json").read_text())
    described = description.DOCUMENT["components"]["schemas"]["PostedEvent"]
    assert described["required"] == enforced["required"]
    assert list(described["properties"]) == list(enforced["properties"])
    for name, schema in described["properties"].items():
        twin = dict(enforced["properties"][name])
        if name not in enforced["required"]:
            allowed = twin.pop("enum", None) or ([twin.pop("const")] if "const" in twin else None)
            twin["type"] = [twin["type"], "null"]
            if allowed:
                twin["enum"] = allowed + [None]
        assert schema == twin, name


def test_the_example_is_taken(client):
    described = description.DOCUMENT["paths"]["/v1/events"]["post"]["requestBody"]["content"]["application/cloudevents+json"]
    client.post(described["example"]).expect(201)
    description.validate(described["schema"], described["example"])


def test_everything_in_it_says_what_it_is():
    missing = []

    def look(thing, at):
        if isinstance(thing, dict):
            is_field = at.endswith(tuple(f"/properties/{name}" for name in [at.rsplit("/", 1)[-1]])) and "$ref" not in thing
            if is_field and "description" not in thing and "anyOf" not in thing:
                missing.append(at)
            for name, part in thing.items():
                look(part, f"{at}/{name}")
        elif isinstance(thing, list):
            for number, part in enumerate(thing):
                look(part, f"{at}/{number}")

    look(description.DOCUMENT["components"]["schemas"], "")
    assert not missing
    for name, parameter in description.DOCUMENT["components"]["parameters"].items():
        assert parameter["description"], name
    for method, path in OPERATIONS:
        described = description.DOCUMENT["paths"][path][method.lower()]
        assert described["summary"] and described["description"] and described["operationId"], path
