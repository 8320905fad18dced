/** Lets jest take a file as its text, as esbuild's loader does. */
module.exports = {
  process: text => ({ code: `module.exports = ${JSON.stringify(text)};` })
};
