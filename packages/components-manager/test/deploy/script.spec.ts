import { renderDeployScript } from '../../src/deploy/script.js';
import { DEPLOY_TEMPLATE } from '../../src/deploy/template.generated.js';
import { jobSettingsWithDefaults } from '../../src/job/defaults.js';

const settings = jobSettingsWithDefaults({
  name: 'flights',
  role: 'GlueRole',
  bucket: 'my-bucket',
  tags: { team: 'data' }
});

describe('renderDeployScript', () => {
  it('changes nothing of the template but the settings', () => {
    const text = renderDeployScript(
      settings,
      { since: { type: 'date' } },
      { scriptName: 'flights.py', profile: 'dev' }
    );
    const rest = (whole: string) =>
      whole.replace(/# <settings>\n[^]*# <\/settings>\n/, '');
    expect(rest(text)).toBe(rest(DEPLOY_TEMPLATE));
    expect(rest(text)).not.toBe(text);
    for (const line of [
      '    "script": "flights.py",',
      '    "profile": "dev",',
      '    "parameters": {"since": {"type": "date"}},',
      '    "tags": {"team": "data"},'
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toContain('s3://my-bucket');
  });

  it('is the same each time', () => {
    const render = () =>
      renderDeployScript(settings, {}, { scriptName: 'a.py' });
    expect(render()).toBe(render());
  });
});
