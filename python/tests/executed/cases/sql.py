"""SQL query: several inputs, window functions, parameters."""

from __future__ import annotations

from ..pipeline import Case, Step, table

CASES = [
    Case(
        "sql: two inputs by alias",
        {
            "people": table("people"),
            "orders": table("orders"),
            "answer": Step(
                "sql-query",
                {
                    "query": """SELECT p.name, sum(o.amount) AS total
FROM buyers p JOIN orders o ON p.id = o.person
GROUP BY p.name""",
                    "aliases": ["buyers", "orders"],
                },
                ["people", "orders"],
            ),
        },
        """select p.name, sum(o.amount) as total
        from people p join orders o on p.id = o.person group by p.name""",
    ),
    Case(
        "sql: windows, case and a step after it",
        {
            "orders": table("orders"),
            "ranked": Step(
                "sql-query",
                {
                    "query": """SELECT order_id, person,
  row_number() OVER w AS place,
  lag(amount) OVER w AS before,
  max(order_id) OVER (PARTITION BY person ORDER BY order_id
    ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) AS next,
  percent_rank() OVER (ORDER BY order_id) AS share,
  CASE WHEN amount > 10 THEN 'high' ELSE 'low' END AS size
FROM orders WINDOW w AS (PARTITION BY person ORDER BY order_id);""",
                },
                ["orders"],
            ),
            "first": Step(
                "filter-rows",
                {
                    "condition": {
                        "operator": "and",
                        "conditions": [{"column": "place", "operator": "eq", "value": 1}],
                    }
                },
                ["ranked"],
            ),
        },
        """select * from (
          select order_id, person,
            (row_number() over (partition by person order by order_id))::int as place,
            lag(amount) over (partition by person order by order_id) as before,
            max(order_id) over (partition by person order by order_id
              rows between current row and 1 following) as next,
            percent_rank() over (order by order_id) as share,
            case when amount > 10 then 'high' else 'low' end as size
          from orders) where place = 1""",
    ),
    Case(
        "sql: parameters are literals, whatever they hold",
        {
            "people": table("people"),
            "found": Step(
                "sql-query",
                {
                    "query": "SELECT id, name FROM people WHERE name = ${who} OR born < ${before}"
                    " OR salary > ${least}"
                },
                ["people"],
            ),
        },
        """select id, name from people
        where name = 'O''Brien' or born < date '1900-01-01' or salary > 1e7""",
        parameters={
            "who": {"type": "string"},
            "before": {"type": "date", "default": "1900-01-01"},
            "least": {"type": "number", "default": 1e7},
        },
        arguments={"who": "O'Brien"},
    ),
    Case(
        "sql: over a filtered frame used twice",
        {
            "people": table("people"),
            "kept": Step("filter-rows", {"mode": "expression", "expression": "id > 2"}, ["people"]),
            "both": Step(
                "sql-query",
                {
                    "query": "SELECT a.id, b.name FROM a JOIN b ON a.id = b.id",
                    "aliases": ["a", "b"],
                },
                ["kept", "people"],
            ),
        },
        """select a.id, b.name from (select * from people where id > 2) a
        join people b on a.id = b.id""",
    ),
]
