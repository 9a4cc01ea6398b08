"""What the classes of the language say of themselves and of their fields, for those who read schemas."""

import ast
import inspect
import textwrap
from functools import cache

from pydantic import BaseModel


def sentence(kind: type[BaseModel]) -> str:
    """A class's docstring on one line."""
    return " ".join((kind.__doc__ or kind.__name__).split())


@cache
def field_sentences(kind: type[BaseModel]) -> dict[str, str]:
    """The text literal under each field, its ancestors' included."""
    found: dict[str, str] = {}
    for ancestor in reversed(kind.__mro__):
        if issubclass(ancestor, BaseModel) and ancestor is not BaseModel:
            found |= _own(ancestor)
    return found


def models_of(kind: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The class and every part of it, by name."""
    found: dict[str, type[BaseModel]] = {kind.__name__: kind}
    for field in kind.model_fields.values():
        for part in parts(field.annotation):
            if part.__name__ not in found:
                found |= models_of(part)
    return found


def parts(annotation: object) -> list[type[BaseModel]]:
    """The classes of the language within a field's type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for one in getattr(annotation, "__args__", ()) for part in parts(one)]


def _own(kind: type[BaseModel]) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    if not isinstance(tree, ast.ClassDef):
        return {}
    found: dict[str, str] = {}
    for statement, following in zip(tree.body, tree.body[1:], strict=False):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            found[statement.target.id] = " ".join(str(following.value.value).split())
    return found
