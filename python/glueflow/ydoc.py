"""A pipeline as jupyter-collaboration shares it: the counterpart of the editor's `YPipeline`.

The maps at the root: ``meta`` (the file's version, description and fields not known, and what
stands in ``layout`` beside ``nodes``), ``nodes`` and ``annotations`` (maps by id; a node's
``config`` is a map too), and ``edges``, ``parameters``, ``connections``, ``job`` and ``layout``
(plain JSON by id or name). A file that is no readable pipeline is kept as it is, as the text
``$broken`` in ``meta``.

Take the class from ``jupyter_ydoc.ydocs``: importing that package loads this one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from jupyter_ydoc.ybasedoc import YBaseDoc
from pycrdt import Awareness, Doc, Map

from glueflow.document import VERSION, empty_document, parse_document, serialize_document

BROKEN = "$broken"
PLAIN = ("edges", "parameters", "connections", "job")
ROOTS = ("meta", "nodes", "layout", "annotations", *PLAIN)


class YPipeline(YBaseDoc):
    """A shared pipeline document; its source is the text of the file."""

    def __init__(self, ydoc: Doc[Any] | None = None, awareness: Awareness | None = None) -> None:
        super().__init__(ydoc, awareness)
        self._roots: dict[str, Map[Any]] = {name: self._ydoc.get(name, type=Map) for name in ROOTS}
        for root in self._roots.values():
            self.undo_manager.expand_scope(root)

    @property
    def version(self) -> str:
        """The version of the shared structure."""
        return "1.0.0"

    def get(self) -> str:
        """Return the text of the file, in the canonical form; of a broken one as it was read."""
        meta = _plain(self._roots["meta"])
        broken = meta.pop(BROKEN, None)
        if isinstance(broken, str):
            return broken
        layout = {**meta.pop("layout", {}), "nodes": _plain(self._roots["layout"])}
        sections = {name: _plain(self._roots[name]) for name in ("nodes", "annotations", *PLAIN)}
        return serialize_document(
            {"glueflow": float(VERSION), **meta, **sections, "layout": layout}
        )

    def set(self, value: str) -> None:
        """Replace the whole document by the text of a file."""
        document = empty_document() if value == "" else parse_document(value)
        with self._ydoc.transaction():
            for root in self._roots.values():
                root.clear()
            if document is None:
                self._roots["meta"][BROKEN] = value
            else:
                self._fill(document)

    def observe(self, callback: Callable[[str, Any], None]) -> None:
        """Call back with the name of the root and the event, on each change."""
        self.unobserve()
        self._subscriptions[self._ystate] = self._ystate.observe(partial(callback, "state"))
        for name, root in self._roots.items():
            self._subscriptions[root] = root.observe_deep(partial(callback, name))

    def _fill(self, document: dict[str, Any]) -> None:
        roots = self._roots
        layout = dict(document.pop("layout"))
        roots["layout"].update(layout.pop("nodes"))
        if layout:
            roots["meta"]["layout"] = layout
        for name, node in document.pop("nodes").items():
            roots["nodes"][name] = Map({**node, "config": Map(node["config"])})
        for name, fields in document.pop("annotations").items():
            roots["annotations"][name] = Map(fields)
        for section in PLAIN:
            roots[section].update(document.pop(section))
        roots["meta"].update(document)


def _plain(root: Map[Any]) -> dict[str, Any]:
    return root.to_py() or {}
