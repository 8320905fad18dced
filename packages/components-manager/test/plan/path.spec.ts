import { folderFault, homeOf, normalizedPath } from '../../src/plan/path.js';

describe('folderFault', () => {
  test.each([
    's3://b',
    's3://b/',
    's3://b/a/b',
    's3://b/a/b/',
    's3://b/.a/..b'
  ])('takes %s', path => expect(folderFault(path)).toBeUndefined());

  test.each(['s3://b//', 's3://b//a', 's3://b/a//', 's3://b/a//b/'])(
    'finds the empty folder of %s',
    path => expect(folderFault(path)).toContain('empty folder')
  );

  test.each(['s3://b/.', 's3://b/a/./b', 's3://b/../a', 's3://b/a/..'])(
    'finds the dotted folder of %s',
    path => expect(folderFault(path)).toContain('the folder “.')
  );
});

test('normalizedPath gives one text for one place', () => {
  for (const path of [
    's3://b/lo/in',
    's3a://b/lo/in/',
    's3n://b/lo//in/',
    's3://b/lo/./in',
    's3://b/lo/x/../in/',
    's3://b/lo/in/*.csv',
    's3://b/lo/in/_glueflow/0123/'
  ]) {
    expect(normalizedPath(path)).toBe('s3://b/lo/in');
  }
  expect(normalizedPath('s3://b/../in')).toBe('s3://b/in');
});

test('homeOf takes the folder of an interrupted run away, and nothing else', () => {
  expect(homeOf('s3://b/t/_glueflow/0123')).toBe('s3://b/t/');
  expect(homeOf('s3://b/t/_glueflow/0123/')).toBe('s3://b/t/');
  expect(homeOf('s3://b/t/_glueflow/')).toBe('s3://b/t/_glueflow/');
});
