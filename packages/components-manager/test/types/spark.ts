import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Spark 3.5 answers: the casts it takes, the types it finds. */
export const spark = JSON.parse(
  readFileSync(join(__dirname, 'spark.json'), 'utf8')
) as {
  table: string;
  casts: Record<string, boolean>;
  common: Record<string, string | null>;
  expressions: Record<string, string | null>;
  windows: Record<string, string | null>;
};
