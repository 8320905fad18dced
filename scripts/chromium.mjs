/** The Chromium that the browser tests and benchmarks drive: the system's, with how it is started. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, ROOT, run, step } from './tools.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome'
];
const PLACES = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap(name =>
    process.env[name]
      ? [
          join(
            ...[process.env[name], 'Google', 'Chrome', 'Application'],
            'chrome.exe'
          )
        ]
      : []
  )
};

/** Command-line flags: nothing but the page's own requests, and no GPU. */
export const CHROMIUM_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];

/** Find Chromium (or Chrome): `CHROMIUM` in the environment first; undefined when there is none. */
export function findChromium() {
  if (process.env.CHROMIUM) {
    return process.env.CHROMIUM;
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap(folder => NAMES.map(name => join(folder, name)));
  return [...(PLACES[process.platform] ?? []), ...onPath].find(existsSync);
}

/** Find Chromium; as root on Debian and its kin, install it when there is none. */
export async function needChromium() {
  const found = findChromium();
  if (found) {
    return found;
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await step('Chromium, for the browser tests', async () => {
      for (const args of [['update'], ['install', '--yes', 'chromium']]) {
        await run('apt-get', ['--quiet', ...args], {
          env,
          capture: true,
          what: 'Installing Chromium'
        });
      }
    });
  }
  const installed = findChromium();
  if (!installed) {
    throw new Failure(
      'The browser tests need Chromium or Chrome. Install one, or name it: CHROMIUM=/path/to/chromium'
    );
  }
  return installed;
}

/**
 * Runs Playwright on the tests of a folder.
 *
 * @param folder - Where its configuration is, from the checkout's root.
 * @param options - Playwright's, such as `-g NAME`.
 * @param env - By default what `environment` gives.
 * @returns The exit code, 0 when all have passed.
 */
export async function playwright(folder, options, env) {
  const { code } = await run(
    process.execPath,
    [
      join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js'),
      ...['test', '--config', join(ROOT, folder)],
      ...options
    ],
    { check: false, env }
  );
  return code;
}
