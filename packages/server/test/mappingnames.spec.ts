import { TYPE_MAPPINGS } from '@glueflow/components-manager';
import { MAPPING_NAMES } from '../src/commands/catalogversions.js';

it('offers every system that types are mapped to', () => {
  expect([...MAPPING_NAMES].sort()).toEqual(Object.keys(TYPE_MAPPINGS).sort());
});
