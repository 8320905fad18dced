import {
  jobLink,
  objectLink,
  pipelineOfTag,
  pipelineTag,
  PIPELINE_TAG,
  runLink,
  withPipelineTag
} from '../src/index.js';

describe('the tag of a pipeline', () => {
  it.each([
    ['etl/flights.glueflow', 'etl/flights.glueflow'],
    ['Flüge 2013.glueflow', 'Flüge 2013.glueflow'],
    ["a=b (1), it's.glueflow", 'a=3Db =281=29=2C it=27s.glueflow'],
    ['€\\😀.glueflow', '=E2=82=AC=5C=F0=9F=98=80.glueflow']
  ])('says %s and is read again', (path, value) => {
    expect(pipelineTag(path)).toBe(value);
    expect(pipelineOfTag(value)).toBe(path);
  });

  it('leaves a value alone that a person wrote', () => {
    expect(pipelineOfTag('mine = yours')).toBe('mine = yours');
  });

  it('is not there when the path is too long, unknown or empty', () => {
    for (const path of [`${'x'.repeat(250)}.glueflow`, undefined, '']) {
      expect(withPipelineTag({ a: '1' }, path)).toEqual({ a: '1' });
    }
  });

  it("yields to a person's own tags", () => {
    const own = { [PIPELINE_TAG]: 'mine' };
    expect(withPipelineTag(own, 'p.glueflow')).toEqual(own);
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`tag${index}`, ''])
    );
    expect(withPipelineTag(many, 'p.glueflow')).toEqual(many);
    expect(withPipelineTag({ a: '1' }, 'p.glueflow')).toEqual({
      a: '1',
      [PIPELINE_TAG]: 'p.glueflow'
    });
  });
});

it.each(['a=b', ['a'], null])(
  'leaves %j, which is no tags, to be reported',
  no => {
    expect(withPipelineTag(no as never, 'p.glueflow')).toEqual(no);
  }
);

describe("addresses in AWS's console", () => {
  it('quote names', () => {
    const place = { region: 'eu-west-1' };
    expect(jobLink(place, 'a b/c')).toBe(
      'https://eu-west-1.console.aws.amazon.com/gluestudio/home?region=eu-west-1#/editor/job/a%20b%2Fc/details'
    );
    expect(runLink(place, 'a/b', 'jr_1')).toBe(
      'https://eu-west-1.console.aws.amazon.com/gluestudio/home?region=eu-west-1#/job/a%2Fb/run/jr_1'
    );
    expect(objectLink(place, 's3://lake/a b/c.py')).toBe(
      'https://eu-west-1.console.aws.amazon.com/s3/object/lake?region=eu-west-1&prefix=a%20b%2Fc.py'
    );
  });

  it('know the other partitions', () => {
    const place = { region: 'cn-north-1', partition: 'aws-cn' };
    expect(jobLink(place, 'j')).toMatch(
      /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//
    );
  });
});
