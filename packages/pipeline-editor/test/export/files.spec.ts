import {
  cleanFolder,
  folderOf,
  folderProblem,
  pathIn,
  planFile,
  writeText
} from '../../src/export/files';
import { FakeFiles } from './fake';

describe('export/files', () => {
  it('says what writing a file would do', async () => {
    const files = new FakeFiles({ 'a.py': 'old', 'b.py': 'same' }).asFiles();
    expect(await planFile(files, 'a.py', 'new')).toEqual({
      path: 'a.py',
      text: 'new',
      state: 'changed',
      before: 'old'
    });
    expect((await planFile(files, 'b.py', 'same')).state).toBe('unchanged');
    expect(await planFile(files, 'c.py', 'x')).toEqual({
      path: 'c.py',
      text: 'x',
      state: 'new'
    });
  });

  it('does not take what can’t be read for what is not there', async () => {
    const files = new FakeFiles();
    files.get = () => Promise.reject(new Error('403'));
    await expect(planFile(files.asFiles(), 'a.py', 'x')).rejects.toThrow('403');
  });

  it('makes the folders that are missing', async () => {
    const files = new FakeFiles();
    await writeText(files.asFiles(), 'jobs/glue/a.py', 'text');
    expect([...files.folders]).toEqual(['jobs', 'jobs/glue']);
    expect(files.texts).toEqual({ 'jobs/glue/a.py': 'text' });
  });

  it('puts scripts beside the document, on the server for the collaborative drive', () => {
    const files = new FakeFiles().asFiles();
    expect(folderOf(files, 'etl/a.glueflow')).toBe('etl');
    expect(folderOf(files, 'a.glueflow')).toBe('');
    expect(folderOf(files, 'RTC:etl/a.glueflow')).toBe('etl');
    expect(folderOf(files, 'S3:etl/a.glueflow')).toBe('S3:etl');
    expect(pathIn('', 'a.py')).toBe('a.py');
    expect(pathIn('etl', 'a.py')).toBe('etl/a.py');
    expect(pathIn('S3:', 'a.py')).toBe('S3:a.py');
  });

  it('takes a folder as it is typed, but none outside the root', () => {
    expect(cleanFolder(' /etl//glue/ ')).toBe('etl/glue');
    expect(folderProblem('a/../../b')).toBe('outside');
    expect(folderProblem('a..b/c')).toBeUndefined();
  });
});
