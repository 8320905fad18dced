import {
  buildJobSpecification,
  checkJobSettings,
  jobSettingsWithDefaults
} from '../../src/index.js';

const PATH = 's3://bucket/envs/job.tar.gz';

/** Codes and places of the problems that settings have. */
function codes(job: object): string[] {
  const base = { name: 'n', role: 'r', bucket: 'bucket' };
  return checkJobSettings(jobSettingsWithDefaults({ ...base, ...job })).map(
    ({ severity, code, path }) => `${severity} ${code} ${path}`
  );
}

// AWS Glue developer guide, aws-glue-programming-python-virtual-environments.
describe('pythonVirtualEnv', () => {
  it('becomes the job argument --python-virtual-env', () => {
    const settings = jobSettingsWithDefaults({ pythonVirtualEnv: PATH });
    const { DefaultArguments } = buildJobSpecification(settings, {
      parameters: {},
      scriptLocation: 's3://bucket/script.py'
    });
    expect(DefaultArguments['--python-virtual-env']).toBe(PATH);
    expect(codes({ pythonVirtualEnv: PATH })).toEqual([]);
  });

  it.each(['5.0', '5.1', '6.0'])('is taken on Glue %s', glueVersion => {
    expect(codes({ glueVersion, pythonVirtualEnv: PATH })).toEqual([]);
  });

  it('is refused before Glue 5.0, and where it is no packed environment', () => {
    const refused = 'error job-python-virtual-env /job/pythonVirtualEnv';
    expect(codes({ glueVersion: '4.0', pythonVirtualEnv: PATH })).toEqual([
      refused
    ]);
    for (const pythonVirtualEnv of ['/tmp/venv.tar.gz', 's3://b/venv', 5]) {
      expect(codes({ pythonVirtualEnv })).toEqual([refused]);
    }
  });

  it('takes the place of --additional-python-modules', () => {
    const defaultArguments = { '--additional-python-modules': 'requests' };
    expect(codes({ defaultArguments, pythonVirtualEnv: PATH })).toEqual([
      'warning job-python-virtual-env-replaces /job/defaultArguments/--additional-python-modules'
    ]);
    expect(codes({ defaultArguments })).toEqual([]);
  });

  it('gives way to an argument of the person’s own', () => {
    const settings = jobSettingsWithDefaults({
      pythonVirtualEnv: PATH,
      defaultArguments: { '--python-virtual-env': 's3://b/own.tar.gz' }
    });
    const { DefaultArguments } = buildJobSpecification(settings, {
      parameters: {},
      scriptLocation: 's3://bucket/script.py'
    });
    expect(DefaultArguments['--python-virtual-env']).toBe('s3://b/own.tar.gz');
  });
});
