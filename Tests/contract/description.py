"""The published OpenAPI document, and whether an answer is what it says."""

import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FILE = Path(__file__).resolve().parents[2] / "schemas/openapi.json"
DOCUMENT = json.loads(FILE.read_text())
_URI = "urn:openapi"
_REGISTRY = Registry().with_resource(_URI, Resource.from_contents(DOCUMENT, default_specification=DRAFT202012))
# {path} stands for the rest of a path, slashes included.
_PATHS = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path.replace("{path}", ".+")) + "$"), path) for path in DOCUMENT["paths"]]
# Fixed paths come before those with a parameter.
_PATHS.sort(key=lambda pair: pair[1].count("{"))
_validators = {}

_checked = set()


def operation(method, target):
    """The path and operation a request is for; None where there is none."""
    for pattern, path in _PATHS:
        if pattern.match(target) and method.lower() in DOCUMENT["paths"][path]:
            return path, DOCUMENT["paths"][path][method.lower()]
    return None, None


def _resolve(thing):
    while "$ref" in thing:
        at = DOCUMENT
        for step in thing["$ref"].removeprefix("#/").split("/"):
            at = at[step]
        thing = at
    return thing


def example(method, path, **values):
    """A target for an operation: what stands in its path, and the query parameters that it needs."""
    described = DOCUMENT["paths"][path][method.lower()]
    parameters = [_resolve(parameter) for parameter in described.get("parameters", [])]
    for one in parameters:
        if one["in"] == "path":
            path = path.replace("{%s}" % one["name"], str(values.get(one["name"], one.get("example"))))
    needed = [f"{one['name']}={values.get(one['name'], one['example'])}" for one in parameters if one["in"] == "query" and one.get("required")]
    return path + ("?" + "&".join(needed) if needed else "")


def _validator(schema):
    # References are to the document's own root; they are made absolute once.
    text = json.dumps(schema)
    if text not in _validators:
        absolute = json.loads(text.replace('"#/', f'"{_URI}#/'))
        _validators[text] = Draft202012Validator(
            absolute, registry=_REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return _validators[text]


def validate(schema, value):
    errors = sorted(_validator(schema).iter_errors(value), key=lambda error: list(map(str, error.absolute_path)))
    assert not errors, [f"{error.json_path}: {error.message[:300]}" for error in errors[:5]]


def check(method, target, answer):
    """Fails where an answer is none that the description tells of."""
    # HEAD is GET without the body, and is not described apart.
    path, described = operation("GET" if method == "HEAD" else method, target)
    if described is None:
        assert answer.status in (404, 405), f"{method} {target} answered {answer.status} and is not described"
        if method != "HEAD" and answer.media == "application/problem+json":
            validate({"$ref": f"#/components/schemas/{'NotFound' if answer.status == 404 else 'MethodNotAllowed'}"}, answer.json)
        return
    response = described["responses"].get(str(answer.status))
    assert response is not None, f"{method} {path} answered {answer.status}, which is not described: {answer.body[:500]}"
    content = _resolve(response)["content"]
    assert answer.media in content, f"{method} {path} {answer.status} is {answer.media}, described are {list(content)}"
    caching = _resolve(response).get("headers", {}).get("Cache-Control", {"schema": {"const": "no-store"}})
    assert path == "/openapi.json" or _validator(caching["schema"]).is_valid(answer.headers.get("cache-control"))
    # The same answer again needs no second look.
    if method != "HEAD" and "json" in answer.media and (method, path, answer.status, answer.body) not in _checked:
        validate(content[answer.media]["schema"], answer.json)
        _checked.add((method, path, answer.status, answer.body))
