"""The check of unused exports finds what it is for; that it finds nothing is a static check."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

RUN = """
import {{ unusedExports }} from {script};
const {{ sources, users, tested }} = {given};
const found = unusedExports({{
  sources: new Map(Object.entries(sources)),
  users: new Map(Object.entries(users)),
  resolveImport: (_, name) => `${{name.replace('./', '')}}.ts`,
  entries: ['index.ts'],
  tested: new Set(tested)
}});
console.log(JSON.stringify(found.map(each => `${{each.file}} ${{each.name}} ${{each.dead}}`)));
"""


def found(sources: dict[str, str], users: dict[str, str] | None = None, tested: str = "") -> str:
    script = json.dumps((ROOT / "scripts/unused.mjs").as_uri())
    given = json.dumps({"sources": sources, "users": users or {}, "tested": tested.split()})
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", RUN.format(script=script, given=given)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return ", ".join(json.loads(done.stdout))


def test_what_nobody_uses_is_dead_though_tests_import_it() -> None:
    source = "export function a() {}\nexport const [b, { c }] = [1, { c: 2 }];\nexport class D {}"
    assert found({"a.ts": source}, tested="a D") == (
        "a.ts a true, a.ts b true, a.ts c true, a.ts D true"
    )


def test_what_its_own_file_uses_needs_no_export_unless_tests_import_it() -> None:
    source = "export const a = 1;\nexport const b = a;\nexport default b;"
    assert found({"a.ts": source}) == "a.ts a false, a.ts b false, a.ts default true"
    assert found({"a.ts": source}, tested="a b") == "a.ts default true"
    assert found({"a.ts": "export interface A {}\nexport const b = {} as A;"}) == "a.ts b true"


def test_ways_to_use_an_export() -> None:
    ways = (
        "import { a } from './FILE';",
        "import { a as b } from './FILE';",
        "import * as all from './FILE';",
        "import type { a } from './FILE';",
        "const { a: b } = await import('./FILE');",
        "const all = await import('./FILE');",
        "import('./FILE').then(all => all.a);",
        "(await import('./FILE')).a;",
        "type A = typeof import('./FILE').a;",
        "export * as all from './FILE';",
        "import './FILE';",
    )
    sources = {f"f{index}.ts": "export const a = 1;" for index in range(len(ways))}
    users = {f"{n}.mjs": way.replace("FILE", f"f{n}") for n, way in enumerate(ways)}
    assert found(sources, users) == "f10.ts a true"


def test_what_an_index_gives_out_is_used() -> None:
    sources = {"a.ts": "export const a = 1;\nexport const b = 2;", "other.ts": "export {};"}
    assert found({**sources, "index.ts": "export * from './a';"}) == ""
    assert found({**sources, "index.ts": "export { a as c } from './a';"}) == "a.ts b true"
    assert found({**sources, "pass.ts": "export { a } from './a';"}) == (
        "a.ts a true, a.ts b true, pass.ts a true"
    )
