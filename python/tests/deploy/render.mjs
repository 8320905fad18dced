/**
 * Renders what the deployment tests need: reads `[{settings, parameters, options, scriptLocation}]` as JSON from standard input,
 * prints `[{script, specification, update, problems}]`.
 */
import { text } from 'node:stream/consumers';

const load = path =>
  import(
    new URL(
      `../../../packages/components-manager/lib/${path}.js`,
      import.meta.url
    )
  );
const { renderDeployScript } = await load('deploy/script');
const { checkJobSettings } = await load('job/check');
const { jobSettingsWithDefaults } = await load('job/defaults');
const { buildJobSpecification, jobUpdateOf } = await load('job/specification');

const result = JSON.parse(await text(process.stdin)).map(
  ({ settings, parameters = {}, options, scriptLocation }) => {
    const whole = jobSettingsWithDefaults(settings);
    const specification = buildJobSpecification(whole, {
      parameters,
      scriptLocation
    });
    return {
      script: renderDeployScript(whole, parameters, options),
      specification,
      update: jobUpdateOf(specification),
      problems: checkJobSettings(whole, parameters)
    };
  }
);
process.stdout.write(JSON.stringify(result));
