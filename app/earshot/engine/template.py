"""A checkpoint's chat template, rendered with a budget: a stranger's template can neither hang nor fill the memory.

Jinja's sandbox keeps a template from reaching into Python, but not from counting to infinity.  Here every turn of a
loop, every call and every letter made is paid for.  What is rendered is what transformers renders (5.23).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from earshot.domain.errors import ModelError

LONGEST = 1_000_000
"""Characters of a template."""
STEPS = 200_000
"""Turns of loops and calls in one rendering."""
LETTERS = 4_000_000
"""Characters made in one rendering, beside twenty times what was handed in."""
SECONDS = 3.0

_FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "escape", "e", "first", "float", "groupby", "int",
    "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "replace",
    "reverse", "round", "safe", "select", "selectattr", "sort", "string", "sum", "title", "trim", "truncate",
    "unique", "upper", "wordcount",
)  # fmt: skip
_WIDENING = {"center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "translate", "encode"}


class Template:
    """One compiled template.  Raises ModelError if it cannot be used."""

    def __init__(self, text: str, known: Mapping[str, object]) -> None:
        """`known` are the tokenizer's own marks by name, as `bos_token`."""
        if len(text) > LONGEST:
            raise _refused("is far too long")
        self._known = {name: mark for name, mark in known.items() if isinstance(mark, str)}
        self._rules = _Rules()
        try:
            tree = _Paying().visit(self._rules.parse(text))
            self._template = self._rules.from_string(tree)
        except Exception as problem:
            raise _refused("cannot be understood") from problem

    def render(self, conversation: list[dict[str, Any]], *, tokenize: bool = False, **options: Any) -> str:
        """Takes what transformers' `apply_chat_template` takes, as far as it is used here."""
        assert not tokenize
        plain = json.loads(json.dumps(conversation))
        self._rules.refill(len(str(plain)))
        try:
            return self._template.render(messages=plain, tools=None, documents=None, **self._known, **options)
        except Exception as problem:
            raise _refused("cannot be followed") from problem


def _refused(why: str) -> ModelError:
    return ModelError(f"The chat template of this model {why}.", "Get the model again, or choose another one.")


class _Paying(NodeTransformer):
    """Lets every loop and every joining of texts ask for its budget."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        node.iter = _call("paid_turns", [node.iter])
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _call("paid_text", node.nodes)

    def visit_List(self, node: nodes.List) -> nodes.Node:
        self.generic_visit(node)
        return _call("paid", [node])

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:
        self.generic_visit(node)
        return _call("paid", [node])

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        self.generic_visit(node)
        return _call("paid", [node]) if node.ctx == "load" else node


def _call(name: str, arguments: list[Any]) -> nodes.Call:
    return nodes.Call(nodes.Name(name, "load"), arguments, [], None, None)


class _Generation(Extension):
    """Marks what the model said, for trainings; here it is simply said."""

    tags = {"generation"}  # noqa: RUF012 - as Jinja declares it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Rules(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with a purse."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def __init__(self) -> None:
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, _Generation], optimized=False)
        kept = {name: self._weighing(self.filters[name]) for name in _FILTERS}
        # A template may name the others in a branch that is never taken here, as for tools.
        never = dict.fromkeys(set(self.filters) - set(kept), _unpaid)
        self.filters = {**never, **kept, "tojson": self._tojson, "replace": self._replace, "join": self._join}
        self.globals = {
            "range": self.globals["range"], "dict": lambda *old, **new: self.paid(dict(*old, **new)),
            "namespace": self.globals["namespace"], "raise_exception": _raise, "strftime_now": _now,
            "paid_turns": self.turns, "paid_text": self.text, "paid": self.paid,
        }  # fmt: skip
        self.concat = self._concat  # type: ignore[method-assign]
        self.finalize = self.paid
        self.refill(0)

    def refill(self, given: int) -> None:
        """A full purse for one rendering of so many characters."""
        self._steps, self._letters, self._end = STEPS, LETTERS + 20 * given, time.monotonic() + SECONDS

    def step(self) -> None:
        self._steps -= 1
        if self._steps < 0 or time.monotonic() > self._end:
            raise SecurityError("the template does not end")

    def pay(self, letters: int) -> None:
        self._letters -= letters
        if self._letters < 0:
            raise SecurityError("the template makes too much text")

    def turns(self, items: Iterable[Any]) -> list[Any]:
        found = []
        for item in items:
            self.step()
            found.append(item)
        return found

    def paid(self, value: Any) -> Any:
        """The value as it is, once all that is in it has been paid for: one that holds itself twice over and over
        would be endless to write and to compare."""
        waiting = [value]
        while waiting:
            match waiting.pop():
                case str() as text:
                    self.pay(1 + len(text))
                case dict() as pairs:
                    self.pay(1)
                    waiting += [*pairs.keys(), *pairs.values()]
                case list() | tuple() as items:
                    self.pay(1 + len(items))
                    waiting += items
                case _:
                    self.pay(1)
        return value

    def _weighing(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """A filter that pays for what it is given."""

        @wraps(work)
        def weighed(*given: Any, **options: Any) -> Any:
            self.step()
            for value in given:
                if isinstance(value, list | tuple | dict):
                    self.paid(value)
            return work(*given, **options)

        return weighed

    def text(self, *parts: object) -> str:
        made = [str(self.paid(part)) for part in parts]
        self.pay(sum(map(len, made)))
        return "".join(made)

    def _concat(self, parts: Iterable[str]) -> str:
        return "".join(self._paid(parts))

    def _paid(self, parts: Iterable[str]) -> Iterator[str]:
        for part in parts:
            self.pay(len(part))
            yield part

    def _join(self, parts: Iterable[object], between: str = "", attribute: str | None = None) -> str:
        found = [part if attribute is None else part[attribute] for part in parts]  # type: ignore[index]
        made = [str(self.paid(part)) for part in found]
        self.pay(len(made) * len(str(between)))
        return str(between).join(made)

    def _tojson(self, value: object, indent: int | None = None, **_: object) -> str:
        made = json.dumps(self.paid(value), ensure_ascii=False, indent=None if indent is None else min(int(indent), 8))
        self.pay(len(made))
        return made

    def _replace(self, text: object, old: str, new: str) -> str:
        whole, old, new = str(self.paid(text)), str(old), str(new)
        self.pay(len(whole) + whole.count(old) * len(new))
        return whole.replace(old, new)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            raise SecurityError("texts are not formatted")
        if operator == "**" and not (abs(left) <= 1000 and abs(right) <= 10):
            raise SecurityError("a number beyond sense")
        if operator == "*" and all(isinstance(side, int) for side in (left, right)) and abs(left * right) > 1 << 64:
            raise SecurityError("a number beyond sense")
        for one, other in ((left, right), (right, left)):
            if operator == "*" and isinstance(one, str) and isinstance(other, int):
                self.pay(len(one) * max(0, other))
            elif operator == "*" and isinstance(one, list | tuple):
                raise SecurityError("lists are not multiplied")
        if operator == "+" and isinstance(left, str | list | tuple):
            self.paid([left, right])
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Any:
        if getattr(value, "__name__", "") in _WIDENING and isinstance(getattr(value, "__self__", None), str):
            raise SecurityError("texts are not widened")
        return None

    def call(self, context: Any, called: Any, *args: Any, **options: Any) -> Any:
        self.step()
        whose, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
        if isinstance(whose, str):
            if name == "replace":
                return self._replace(whose, *args[:2])
            if name == "join":
                return self._join(args[0], whose)
        return super().call(context, called, *args, **options)


def _now(form: str) -> str:
    return datetime.now().astimezone().strftime(form[:100])


def _unpaid(*_: object, **__: object) -> None:
    raise SecurityError("a filter that is not paid for")


def _raise(message: str) -> None:
    raise SecurityError(str(message))
