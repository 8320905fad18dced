import { readFileSync, statSync } from 'node:fs';

/** The bundled command line of a checkout, made by `npm run build`. */
export const BUNDLED = new URL('../bundle/glueflow.mjs', import.meta.url).href;

const STAMP = new URL('../bundle/build.json', import.meta.url);
const PACKAGES = new URL('../../', import.meta.url);

/** Return when each package was last compiled, by its name, in milliseconds; a package never compiled throws. */
export function buildTimes(packages) {
  return Object.fromEntries(
    packages.map(name => [
      name,
      statSync(new URL(`${name}/lib/.tsbuildinfo`, PACKAGES)).mtimeMs
    ])
  );
}

/** Return true when the bundle was made of the packages as they are compiled now. */
export function isFresh() {
  try {
    const made = JSON.parse(readFileSync(STAMP, 'utf8'));
    const now = buildTimes(Object.keys(made));
    return Object.keys(made).every(name => made[name] === now[name]);
  } catch {
    return false;
  }
}
