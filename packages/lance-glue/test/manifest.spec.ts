import * as fc from 'fast-check';
import { fieldsOf } from '../src/manifest.js';
import { manifest } from './fixtures/manifest.js';

const REAL = manifest();

describe('fieldsOf', () => {
  it('reads what pylance wrote', () => {
    const fields = fieldsOf(REAL) ?? [];
    expect(fields).toHaveLength(41);
    expect(fields.slice(0, 3)).toEqual([
      { id: 0, parent: -1, name: 'id', logicalType: 'int64', metadata: {} },
      { id: 1, parent: -1, name: 'name', logicalType: 'string', metadata: {} },
      {
        id: 2,
        parent: -1,
        name: 'emb',
        logicalType: 'fixed_size_list:float:4',
        metadata: {}
      }
    ]);
    expect(fields.find(({ name }) => name === 'meta')?.metadata).toEqual({
      comment: 'a comment',
      'lance-encoding:x': 'y'
    });
    expect(fields.find(({ name }) => name === 'at')).toMatchObject({
      parent: fields.find(({ id }) => id === 11)?.id,
      logicalType: 'timestamp:us:UTC'
    });
  });

  it('gives nothing for bytes that are no manifest', () => {
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        expect(fieldsOf(bytes)).toBeUndefined();
      })
    );
    for (let length = 0; length < REAL.length; length += 7) {
      expect(fieldsOf(REAL.subarray(0, length))).toBeUndefined();
    }
  });

  it('survives a byte that is another', () => {
    fc.assert(
      fc.property(
        fc.nat(REAL.length - 1),
        fc.integer({ min: 0, max: 255 }),
        (at, value) => {
          const damaged = new Uint8Array(REAL);
          damaged[at] = value;
          const fields = fieldsOf(damaged);
          expect(fields === undefined || Array.isArray(fields)).toBe(true);
        }
      ),
      { numRuns: 500 }
    );
  });
});
