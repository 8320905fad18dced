import { defaultJobName, jobFileName, jobFolder } from '../../src/index.js';

describe('defaultJobName', () => {
  it.each([
    ['flights', 'flights'],
    ['my.flights_2-b', 'my.flights_2-b'],
    ['ua delays', 'ua-delays'],
    [' Ventes d’été (2013)', 'Ventes-d-ete-2013'],
    ['飛行 delays', 'delays'],
    ['飛行', '飛行'],
    ['--', '--']
  ])('of %s is %s', (stem, name) => {
    expect(defaultJobName(stem)).toBe(name);
  });

  it('leaves nothing to be escaped in S3', () => {
    const name = defaultJobName('ua delays & more');
    expect(jobFolder({ bucket: 'b', prefix: 'p', name })).toBe(
      `s3://b/p/${name}/`
    );
  });

  it('gives files the names they had', () => {
    for (const stem of ['ua delays', 'a+b', 'my.flights']) {
      expect(jobFileName(defaultJobName(stem))).toBe(jobFileName(stem));
    }
  });
});
