/** @jest-environment jsdom */
import { act, fireEvent, screen, within } from '@testing-library/react';
import { JOB } from './fake';
import { hide, onClose, open, press, show, type } from './shown';

describe('SettingsPage', () => {
  afterEach(hide);

  it.each([
    ['IAM role', '', /has no IAM role/],
    ['S3 bucket', 'My_Bucket', /cannot be the name of an S3 bucket/],
    ['Region', 'Ireland', /is no AWS region/],
    ['Most workers', '1', /whole number of at least 2/],
    ['Timeout', '20000', /from 1 to 10080/]
  ])('refuses %s “%s” beside the field', async (label, value, message) => {
    await show();
    type(label, value);
    const field = screen.getByLabelText(new RegExp(`^${label}`));
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const described = field.getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(described)?.textContent).toMatch(message);
    await press('Preview');
    expect(open.service.to('export')).toEqual([]);
    expect(document.activeElement).toBe(field);
  });

  it('fixes what can be fixed', async () => {
    await show({
      document: {
        job: { ...JOB, workerType: 'G.4X', executionClass: 'FLEX' }
      }
    });
    await press('Use the execution class STANDARD');
    expect(open.pipeline.document.job.executionClass).toBe('STANDARD');
    expect(screen.queryByText(/FLEX takes workers/)).toBeNull();
  });

  it('keeps what is typed in the document', async () => {
    const { pipeline } = await show();
    type('S3 bucket', 'other-bucket');
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    expect(onClose).toHaveBeenCalled();
    expect(pipeline.document.job.bucket).toBe('other-bucket');
    act(() => void pipeline.undo());
    expect(pipeline.document.job).toEqual(JOB);
  });

  it('offers the suggestion with its cost and the day of the prices', async () => {
    const { pipeline } = await show();
    expect(screen.getByText(/4 × G.2X: \$0.05 – \$1.50/)).toBeTruthy();
    expect(screen.getByText(/list prices of 2026-11-25/)).toBeTruthy();
    await press('Use suggestion');
    expect(pipeline.document.job).toMatchObject({
      workerType: 'G.2X',
      numberOfWorkers: 4
    });
    expect(screen.getByText('(in use)')).toBeTruthy();
  });

  it('takes a role and a bucket as text when they can’t be listed', async () => {
    await show({
      answers: {
        'GET roles': { roles: [], refused: 'Access denied: iam:ListRoles.' },
        'GET buckets': { buckets: [], refused: 'Access denied.' }
      }
    });
    expect(screen.getByText(/iam:ListRoles/)).toBeTruthy();
    type('IAM role', 'arn:aws:iam::123456789012:role/Etl');
    expect(open.pipeline.document.job.role).toBe(
      'arn:aws:iam::123456789012:role/Etl'
    );
  });

  it('goes to the pages that can be reached by their names', async () => {
    await show();
    expect(screen.queryByRole('button', { name: '1. Settings' })).toBeNull();
    expect(screen.queryByRole('button', { name: '3. Export' })).toBeNull();
    await press('2. Preview');
    expect(screen.getByRole('button', { name: 'Write scripts' })).toBeTruthy();
    await press('1. Settings');
    type('S3 bucket', 'My_Bucket');
    expect(screen.queryByRole('button', { name: '2. Preview' })).toBeNull();
  });

  it('offers roles and buckets below an empty field, the likely ones first', async () => {
    const buckets = ['a', 'b', 'c', 'my-glue', 'aws-glue-assets-1'];
    await show({
      document: { job: { name: 'flights' } },
      answers: {
        'GET buckets': { buckets: buckets.map(name => ({ name })) }
      }
    });
    expect(screen.getByText(/or one of 2 more: press ↓/).textContent).toContain(
      'aws-glue-assets-1my-gluea'
    );
    await press('aws-glue-assets-1');
    await press('GlueRole');
    expect(open.pipeline.document.job).toMatchObject({
      role: 'GlueRole',
      bucket: 'aws-glue-assets-1'
    });
    expect(screen.queryByText(/press ↓/)).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText(/^IAM role/));
  });

  it('doubts a role that the account lacks, and goes on', async () => {
    await show();
    type('IAM role', 'GlueRoel');
    const field = screen.getByLabelText(/^IAM role/);
    expect(field.getAttribute('aria-invalid')).toBe('false');
    await press('Use “GlueRole”');
    expect(field).toHaveProperty('value', 'GlueRole');
    type('S3 bucket', 'of-somebody-else');
    expect(screen.getByText(/has no bucket “of-somebody-else”/)).toBeTruthy();
    await press('Preview');
    expect(open.service.to('export')).toHaveLength(1);
  });

  it('edits tags row by row, and says which row has no effect', async () => {
    const { pipeline } = await show();
    const tags = within(screen.getByRole('group', { name: 'Tags' }));
    fireEvent.click(tags.getByRole('button', { name: 'Add' }));
    fireEvent.change(tags.getByLabelText('Key 1'), {
      target: { value: 'team' }
    });
    fireEvent.change(tags.getByLabelText('Value 1'), {
      target: { value: 'data' }
    });
    fireEvent.click(tags.getByRole('button', { name: 'Add' }));
    fireEvent.change(tags.getByLabelText('Key 2'), {
      target: { value: 'team' }
    });
    expect(tags.getByRole('alert').textContent).toContain('no effect');
    expect(pipeline.document.job.tags).toEqual({ team: 'data' });
    fireEvent.click(tags.getByRole('button', { name: 'Remove row 1' }));
    expect(pipeline.document.job.tags).toEqual({ team: '' });
    fireEvent.click(tags.getByRole('button', { name: 'Remove row 1' }));
    expect(pipeline.document.job.tags).toBeUndefined();
    act(() => void pipeline.undo());
    expect(tags.getByLabelText('Key 1')).toHaveProperty('value', 'team');
    expect(tags.queryByLabelText('Key 2')).toBeNull();
  });

  it('refuses a folder outside of JupyterLab’s', async () => {
    await show();
    type('Folder of the scripts', '../elsewhere');
    await press('Preview');
    expect(screen.getByText(/within JupyterLab’s root folder/)).toBeTruthy();
    expect(open.service.to('export')).toEqual([]);
  });

  it('asks for the parameters of a run', async () => {
    await show({
      document: { job: JOB, parameters: { since: { type: 'date' } } }
    });
    fireEvent.click(screen.getByLabelText('Deploy now'));
    fireEvent.click(screen.getByLabelText('Start a run'));
    expect(screen.getByText(/has no default/)).toBeTruthy();
    type('since', 'yesterday');
    expect(screen.getByText(/must be a date/)).toBeTruthy();
    type('since', '2013-01-01');
    await press('Preview');
    expect(screen.getByRole('button', { name: 'Deploy and run' })).toBeTruthy();
  });

  it('adds a connection without asking for a secret', async () => {
    const { service, pipeline } = await show({
      answers: { 'POST connections': {} }
    });
    await press('Add a connection');
    const form = within(screen.getByRole('group', { name: 'New connection' }));
    fireEvent.change(form.getByLabelText('Name'), {
      target: { value: 'corp' }
    });
    fireEvent.click(form.getByLabelText('Assume a role'));
    fireEvent.change(form.getByLabelText('Role ARN'), {
      target: { value: 'arn:aws:iam::123456789012:role/etl' }
    });
    expect(document.querySelector('input[type="password"]')).toBeNull();
    await act(async () => {
      fireEvent.click(form.getByRole('button', { name: 'Add connection' }));
    });
    expect(service.to('connections').at(-2)?.body).toEqual({
      name: 'corp',
      connection: {
        kind: 'assume-role',
        roleArn: 'arn:aws:iam::123456789012:role/etl',
        source: { kind: 'sso', profile: 'dev' }
      }
    });
    expect(pipeline.document.job.connection).toBe('corp');
  });
});
