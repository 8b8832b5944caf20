"""Reads what `sigscope ioc` writes with the programs that it is made for.

Usage: check_iocs.py SAMPLES FOLDER...

Each folder holds one basket in every format, `<format>.<extension>`; a file `text.json` beside them holds a text that
stands in every name of that basket, and is then looked for in what each program read. Ends with status 1 and the first
failure. Needs stix2, stix2-validator, pymisp, pysigma, jsonschema and yara-python.
"""

import csv
import base64
import io
import json
import pathlib
import sys

import jsonschema
import stix2
import yara
from pymisp import MISPEvent, MISPObject
from sigma.collection import SigmaCollection
from sigma.types import SigmaString
from sigma.validation import SigmaValidator
from sigma.validators.core import validators
from stix2validator import ValidationOptions, validate_string

SCHEMA = pathlib.Path(__file__).resolve().parent.parent.parent / "assets/reference/ioc.schema.json"


def equal(left, right):
    assert left == right, f"{left!r} is not {right!r}"


def has(values, wanted):
    assert wanted in values, f"{wanted!r} is not in {values!r}"


def check_csv(folder, text):
    source = (folder / "csv.csv").read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(source, newline=""), strict=True))
    for row in rows:
        assert None not in row and None not in row.values(), row
        for cell in row.values():
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), row
    if text is not None:
        exact = {
            row["name"]: base64.b64decode(row["raw_base64"]).decode() if row["raw_base64"] else row["value"]
            for row in rows
        }
        for name in ("leaf-subject-cn", "leaf-issuer-cn", "opus-name", "opus-url", "pdb-path"):
            equal(exact[name], text)
    return len(rows)


def check_json(folder, text):
    document = json.loads((folder / "json.json").read_text(encoding="utf-8"))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    for value in document["values"]:
        has(value["spellings"].values(), value["value"])
    if text is not None:
        has([value["value"] for value in document["values"] if value["name"] == "leaf-subject-cn"], text)
    return len(document["values"])


def check_stix(folder, text):
    source = (folder / "stix.json").read_text(encoding="utf-8")
    # 103: identifiers of version 4 are recommended; ours are of version 5, so that the same content has the same one.
    results = validate_string(source, ValidationOptions(version="2.1", disabled="103"))
    assert results.is_valid, [str(error) for error in results.errors]
    assert not results.warnings, [str(warning) for warning in results.warnings]
    objects = getattr(stix2.parse(source, allow_custom=False), "objects", [])
    ids = {item.id for item in objects}
    for item in objects:
        if item.type in ("file", "x509-certificate"):
            content = json.loads(item.serialize())
            # The library makes the identifier anew from the contributing properties.
            equal(stix2.parse({k: v for k, v in content.items() if k != "id"}, version="2.1").id, content["id"])
        if item.type == "relationship":
            has(ids, item.source_ref)
            has(ids, item.target_ref)
    if text is not None:
        has([item.subject for item in objects if item.type == "x509-certificate"], "CN=" + text)
    return len(objects)


def check_misp(folder, text):
    event = MISPEvent()
    event.load_file(folder / "misp.json")
    values = []
    for item in event.objects:
        template = MISPObject(item.name, strict=True)
        equal(item.template_uuid, template.template_uuid)
        equal(str(item.template_version), str(template.template_version))
        for attribute in item.attributes:
            known = template.add_attribute(attribute.object_relation, value=attribute.value)
            assert known is not None, attribute
            equal(known.type, attribute.type)
            has(event.describe_types["category_type_mappings"][attribute.category], attribute.type)
            values.append(attribute.value)
        template.to_json()  # asserts what the template requires
        for reference in item.references:
            has([other.uuid for other in event.objects], reference.referenced_uuid)
    for attribute in event.attributes:
        has(event.describe_types["category_type_mappings"][attribute.category], attribute.type)
    if text is not None:
        has(values, text.strip())  # MISP trims every value
    return len(values)


def check_sigma(folder, text):
    collection = SigmaCollection.from_yaml((folder / "sigma.yml").read_text(encoding="utf-8"))
    assert not collection.errors, collection.errors
    issues = list(SigmaValidator(set(validators.values())).validate_rules(collection))
    if text is None:
        assert not issues, issues
    strings = []
    for rule in collection.rules:
        for detection in rule.detection.detections.values():
            for item in detection.detection_items:
                strings += [value for value in item.value if isinstance(value, SigmaString)]
    for string in strings:
        # `contains` puts a wildcard at either end; the value itself has none.
        assert not string[1:-1].contains_special() if len(string) > 2 else True, string
    if text is not None:
        has(["".join(part for part in string.s if isinstance(part, str)) for string in strings], text)
    return len(collection.rules)


def check_yara(folder, text, samples):
    rules = yara.compile(str(folder / "yara.yar"), error_on_warning=True)
    found = 0
    for rule in rules:
        # The package gives the last of several values of one name, and ends texts at NUL (YARA-X does neither);
        # a long name stands in several.
        if text is not None and "subject" in rule.meta and rule.identifier.startswith("sigscope_leaf_"):
            whole = ("CN=" + text).split("\0")[0]
            assert rule.meta["subject"] == whole or (len(whole) > 1500 and whole.endswith(rule.meta["subject"])), rule
        found += 1
    if text is None:
        hashes = {line["value"] for line in json.loads((folder / "json.json").read_text())["values"]
                  if line["name"] == "file-hash-sha256"}
        matched = {path.name for path in samples if rules.match(str(path))}
        names = {pathlib.PurePath(file["path"]).name for file in json.loads((folder / "json.json").read_text())["files"]}
        assert hashes and names <= matched, (names, matched)
        assert "ecdsa.exe" not in matched, matched
    return found


def main():
    samples = sorted(pathlib.Path(sys.argv[1]).glob("*.exe"))
    assert samples and sys.argv[2:], __doc__
    for folder in map(pathlib.Path, sys.argv[2:]):
        beside = folder / "text.json"
        text = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else None
        counts = []
        for name, check in (("csv", check_csv), ("json", check_json), ("stix", check_stix), ("misp", check_misp),
                            ("sigma", check_sigma)):
            try:
                counts.append(f"{name} {check(folder, text)}")
            except Exception as error:
                raise SystemExit(f"{folder.name}: {name}: {type(error).__name__}: {error}") from error
        try:
            counts.append(f"yara {check_yara(folder, text, samples)}")
        except Exception as error:
            raise SystemExit(f"{folder.name}: yara: {type(error).__name__}: {error}") from error
        print(f"{folder.name}: {', '.join(counts)}")


main()
