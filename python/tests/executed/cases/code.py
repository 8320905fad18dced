"""Custom PySpark: one input, several, code with strings over several lines."""

from __future__ import annotations

from ..pipeline import Case, Step, table

CASES = [
    Case(
        "custom pyspark: a column of its own",
        {
            "people": table("people"),
            "shout": Step(
                "custom-pyspark",
                {
                    "code": """# a remark
loud = F.upper(F.col("name"))
text = '''two
  lines'''
if True:
    return people.select("id", loud.alias("loud"), F.lit(text).alias("text"))
""",
                    "columns": [
                        {"name": "id", "type": "int"},
                        {"name": "loud", "type": "string"},
                        {"name": "text", "type": "string"},
                    ],
                },
                ["people"],
            ),
        },
        "select id, upper(name) as loud, 'two\n  lines' as text from people",
    ),
    Case(
        "custom pyspark: two inputs by name",
        {
            "people": table("people"),
            "orders": table("orders"),
            "rest": Step(
                "custom-pyspark",
                {
                    "code": 'return a.join(b, a.id == b.person, "left_anti").select("name")',
                    "arguments": ["a", "b"],
                },
                ["people", "orders"],
            ),
        },
        """select name from people p
        where not exists (select 1 from orders o where o.person = p.id)""",
    ),
]
