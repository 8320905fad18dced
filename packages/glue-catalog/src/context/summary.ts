import type { BusinessContext } from './schema.js';

/** Characters of a summary: it is one line of the AWS console. */
const MOST_CHARACTERS = 1000;

/** Describe a business context in one line, for people who look at the table in the AWS console. */
export function summarize(context: BusinessContext): string {
  const { measures = [], dimensions = [], hierarchies = [] } = context;
  const parts: [string, string | undefined][] = [
    ['', context.label],
    ['certification', context.certification?.level],
    ['owner', context.owner],
    ['steward', context.steward],
    ['tags', context.tags?.join(', ')],
    [
      'measures',
      measures
        .map(({ name, aggregation, unit }) =>
          [name, `(${[aggregation, unit].filter(Boolean).join(', ')})`].join(
            ' '
          )
        )
        .join(', ')
    ],
    ['dimensions', dimensions.map(({ name }) => name).join(', ')],
    ['hierarchies', hierarchies.map(({ name }) => name).join(', ')],
    [
      'relationships',
      context.relationships
        ?.map(({ to }) => `${to.database}.${to.table}`)
        .join(', ')
    ],
    ['source', context.source?.system]
  ];
  const text = parts
    .filter(([, value]) => value)
    .map(([name, value]) => (name ? `${name}: ${value}` : value))
    .join(' · ')
    // Line breaks and control characters have no place in one line.
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  const characters = [...text];
  return characters.length > MOST_CHARACTERS
    ? `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`
    : text || 'Business context';
}
