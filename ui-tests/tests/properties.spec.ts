import {
  pipelineOf,
  PropertiesPage,
  type Step
} from '../helpers/properties.js';
import { expect, test } from '../helpers/test.js';

const LONG =
  'a_column_whose_name_is_so_long_that_no_panel_on_any_screen_shows_it_whole';

/** A pipeline with a step of every component, each with some of its settings made, some wrong. */
const EVERY: Record<string, Step> = {
  flights: {
    component: 'glue-catalog-input',
    title: 'Flights',
    config: { database: 'nycflights', table: 'flights' }
  },
  airlines: {
    component: 's3-input',
    title: 'Airline files',
    config: {
      paths: ['s3://glueflow-sandbox/airlines/'],
      format: 'csv',
      columns: [
        { name: 'carrier', type: 'string' },
        { name: LONG, type: 'decimal(38,18)' }
      ]
    }
  },
  schema: {
    component: 'change-schema',
    title: 'Shape',
    config: {
      mappings: [
        { source: 'dep_delay', target: LONG, type: 'double' },
        { source: 'tailnum', drop: true },
        { source: 'gone' }
      ]
    },
    from: { in: 'flights' }
  },
  filter: {
    component: 'filter-rows',
    title: 'From JFK',
    config: {
      condition: {
        operator: 'and',
        conditions: [
          { operator: 'eq', column: 'origin', value: 'JFK' },
          {
            operator: 'or',
            conditions: [
              { operator: 'between', column: 'month', low: 1, high: 3 },
              { operator: 'in', column: 'carrier', values: ['AA', 'UA', 'B6'] },
              { operator: 'lt', column: 'dep_dely', value: '${limit}' }
            ]
          }
        ]
      }
    },
    from: { in: 'flights' }
  },
  join: {
    component: 'join',
    title: 'With names',
    config: { keys: [{ left: 'carrier', right: 'carrier' }] },
    from: { left: 'filter', right: 'airlines' }
  },
  union: {
    component: 'union',
    title: 'Both',
    from: { in: ['flights', 'filter'] }
  },
  aggregate: {
    component: 'aggregate',
    title: 'By airline',
    config: {
      keys: ['carrier', LONG],
      aggregates: [
        { function: 'count', name: 'flights' },
        { function: 'avg', column: 'dep_delay', name: 'delay' },
        { function: 'first', column: 'dest', name: LONG, ignoreNulls: true }
      ]
    },
    from: { in: 'join' }
  },
  sort: {
    component: 'sort',
    title: 'Latest first',
    config: {
      by: [
        { column: 'dep_delay', direction: 'descending', nulls: 'last' },
        { column: 'carrier' }
      ]
    },
    from: { in: 'filter' }
  },
  dedupe: {
    component: 'deduplicate',
    title: 'One a day',
    config: {
      keys: ['month', 'day'],
      orderBy: [{ column: 'dep_time', direction: 'descending' }]
    },
    from: { in: 'filter' }
  },
  sql: {
    component: 'sql-query',
    title: 'Own query',
    config: {
      query:
        "SELECT carrier, count(*) AS flights\nFROM from_jfk\nWHERE origin = 'JFK' AND month <= ${limit}\nGROUP BY carrier"
    },
    from: { in: ['filter'] }
  },
  python: {
    component: 'custom-pyspark',
    title: 'Own code',
    config: { code: 'return from_jfk.limit(10)' },
    from: { in: ['filter'] }
  },
  table: {
    component: 'glue-catalog-output',
    title: 'Delays',
    config: { database: 'nycflights', table: 'delays', format: 'csv' },
    from: { in: 'aggregate' }
  },
  files: {
    component: 's3-output',
    title: 'Files',
    config: {
      path: `s3://glueflow-sandbox/${LONG}/`,
      partitionKeys: ['month'],
      mode: 'overwrite'
    },
    from: { in: 'sort' }
  }
};

const AROUND = {
  parameters: {
    limit: { type: 'integer', default: 3, description: 'The last month' }
  }
};

const LOOKS = [
  ['light', 'JupyterLab Light'],
  ['dark', 'JupyterLab Dark'],
  ['contrast', 'JupyterLab Dark High Contrast']
] as const;

for (const [look, theme] of LOOKS) {
  for (const width of look === 'light' ? [392, 250] : [392]) {
    test(`every form is sound in ${theme}, ${width} pixels wide`, async ({
      labPage
    }) => {
      const forms = await PropertiesPage.open(
        labPage,
        pipelineOf(EVERY, AROUND)
      );
      await labPage.theme(theme);
      await labPage.page.setViewportSize({ width: 1400, height: 1700 });
      await forms.setWidth(width);
      for (const [id, { title }] of Object.entries(EVERY)) {
        await test.step(id, async () => {
          await forms.select(title);
          for (const more of await forms.panel
            .locator('summary', { hasText: 'More' })
            .all()) {
            if (!(await more.evaluate(each => each.closest('details')!.open))) {
              await more.click();
            }
          }
          await forms.screenshot(`form-${id}-${look}-${width}`);
          await forms.expectSound();
        });
      }
      await forms.selectNothing();
      await forms.screenshot(`form-pipeline-${look}-${width}`);
      await forms.expectSound();
    });
  }
}

const SOURCE: Record<string, Step> = { flights: EVERY.flights };

test('conditions are built, moved between groups, written as SQL and read back', async ({
  labPage
}) => {
  const { page } = labPage;
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      ...SOURCE,
      filter: {
        component: 'filter-rows',
        title: 'Some',
        from: { in: 'flights' }
      }
    })
  );
  await forms.select('Some');
  const { panel } = forms;
  const add = panel.getByRole('button', { name: 'Condition', exact: true });

  await add.click();
  const column = panel.getByRole('combobox', { name: 'Column' });
  await expect(column).toBeFocused();
  await page.keyboard.type('orig');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(column).toHaveValue('origin');
  await panel.getByRole('textbox', { name: 'Value' }).fill('JFK');
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [{ operator: 'eq', column: 'origin', value: 'JFK' }]
    }
  });

  await panel
    .getByRole('button', { name: 'Group', exact: true })
    .last()
    .click();
  await page.keyboard.type('month');
  await panel
    .getByRole('combobox', { name: 'Operator' })
    .nth(1)
    .selectOption('≤');
  await panel.getByRole('textbox', { name: 'Value' }).nth(1).fill('3');
  const origin = { operator: 'eq', column: 'origin', value: 'JFK' };
  const month = { operator: 'le', column: 'month', value: 3 };
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [origin, { operator: 'or', conditions: [month] }]
    }
  });

  // By keyboard into the group, and back out; the focus stays on what moves.
  await panel.getByRole('button', { name: 'Move origin', exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [{ operator: 'or', conditions: [origin, month] }]
    }
  });
  await expect(
    panel.getByRole('button', { name: 'Move origin', exact: true })
  ).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [origin, { operator: 'or', conditions: [month] }]
    }
  });

  // By mouse: to the end of the group, then undo that alone.
  await panel
    .getByRole('button', { name: 'Move origin', exact: true })
    .dragTo(
      panel.getByRole('combobox', { name: 'How the conditions combine' }).nth(1)
    );
  const dragged = {
    operator: 'and',
    conditions: [{ operator: 'or', conditions: [month, origin] }]
  };
  await forms.expectConfig('filter', { condition: dragged });
  await forms.undo();
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [origin, { operator: 'or', conditions: [month] }]
    }
  });
  await forms.redo();
  await forms.expectConfig('filter', { condition: dragged });
  await forms.screenshot('conditions');

  await panel.getByRole('button', { name: 'Go on in SQL' }).click();
  const code = panel.getByRole('textbox', { name: 'SQL expression' });
  await expect(code).toHaveText("(month <= 3) OR (origin = 'JFK')");
  await code.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type("upper(origin) = 'JFK'");
  await panel.getByRole('button', { name: 'Go on with conditions' }).click();
  await expect(panel.getByRole('alert')).toContainText('upper(origin)');
  await forms.screenshot('conditions-refused');
  await forms.expectSound();
  await code.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(
    "origin in ('JFK', 'LGA') and not (month = 1 or day = 1)"
  );
  await panel.getByRole('button', { name: 'Go on with conditions' }).click();
  await expect
    .poll(async () => (await forms.config('filter')).condition)
    .toEqual({
      operator: 'and',
      conditions: [
        { operator: 'in', column: 'origin', values: ['JFK', 'LGA'] },
        {
          operator: 'not',
          conditions: [
            {
              operator: 'or',
              conditions: [
                { operator: 'eq', column: 'month', value: 1 },
                { operator: 'eq', column: 'day', value: 1 }
              ]
            }
          ]
        }
      ]
    });
});
