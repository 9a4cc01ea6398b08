"""JSON Schema 2020-12 of every event: what a reader of this version accepts."""

from typing import Any, Final

from panhuo_contracts import Body
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from panhuo.language.sentences import field_sentences, models_of, sentence

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


class _OnTheWire(GenerateJsonSchema):
    """Decimal amounts are texts on the wire, and only those: a JSON number would lose digits in some readers."""

    schema_dialect = DIALECT

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        whole = (schema.get("max_digits") or 38) - (schema.get("decimal_places") or 0)
        places = schema.get("decimal_places")
        fraction = "" if places == 0 else rf"(\.\d{{1,{places}}})?" if places else r"(\.\d+)?"
        sign = "" if (schema.get("ge") or 0) >= 0 and "ge" in schema else "-?"
        text: JsonSchemaValue = {"type": "string", "pattern": rf"^{sign}\d{{1,{whole}}}{fraction}$"}
        if "le" in schema:
            text["description"] = f"At most {schema['le']}."
        return text


def identifier(kind: type[Body]) -> str:
    """The schema's ``$id``, which events name in ``ce_dataschema``."""
    return f"panhuo:{kind.stream}/{kind.__name__}.v{kind.version}"


def file_name(kind: type[Body]) -> str:
    return f"{kind.__name__}.v{kind.version}.json"


def schema_of(kind: type[Body]) -> Schema:
    """The schema of the record's body; of a tombstone's, null."""
    head = {"$schema": DIALECT, "$id": identifier(kind), "title": kind.__name__, "description": sentence(kind)}
    if kind.is_tombstone:
        return head | {"type": "null"}
    generated = kind.model_json_schema(schema_generator=_OnTheWire, mode="validation")
    for name in ("title", "description", "$schema"):
        generated.pop(name, None)
    for name, model in models_of(kind).items():
        stated = generated if model is kind else generated["$defs"][name]
        for field, words in field_sentences(model).items():
            if field in stated["properties"]:
                stated["properties"][field]["description"] = words
    without_titles: Schema = _without_titles(generated)
    return head | without_titles


def _without_titles(node: Any, *, is_names: bool = False) -> Any:  # noqa: ANN401 - JSON
    """Titles of fields only repeat their names."""
    if isinstance(node, dict):
        return {
            name: _without_titles(value, is_names=name in ("properties", "$defs") and not is_names)
            for name, value in node.items()
            if name != "title" or is_names
        }
    return [_without_titles(one) for one in node] if isinstance(node, list) else node
