/** The version of this package, as `glueflow --version` prints it. */
export const VERSION = '0.1.0';
