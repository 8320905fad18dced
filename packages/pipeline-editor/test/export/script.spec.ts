import { planScript } from '../../src/export/script';
import { FakeFiles } from './fake';

describe('planScript', () => {
  test.each([
    ['glue', 'late.py'],
    ['duckdb', 'late.sql']
  ] as const)(
    'asks for the target %s and names the file',
    async (target, name) => {
      const asked: object[] = [];
      const planned = await planScript(
        {
          post: <T>(_: string, body: object) => {
            asked.push(body);
            return Promise.resolve({ script: 'text' } as T);
          }
        },
        new FakeFiles().asFiles(),
        {
          text: '{}',
          path: 'a/late.glueflow',
          job: undefined,
          connection: undefined,
          folder: 'a',
          target
        }
      );
      expect(asked).toEqual([{ text: '{}', path: 'a/late.glueflow', target }]);
      expect(planned).toMatchObject({ path: `a/${name}`, state: 'new' });
    }
  );
});
