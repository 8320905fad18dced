/** An access key id. Source: IAM User Guide, "IAM identifiers", "Understanding unique ID prefixes". */
const KEY_ID = /(?:AKIA|ASIA)[A-Z0-9]{12}/i;
/** A secret access key has 40 characters of base64. */
const SECRET_KEY = /^[A-Za-z0-9/+=]{40}$/;
const HEX = /^[0-9a-f]{32,}$/i;
/** Longer than this is no name, but a session token perhaps. */
const LONGEST_NAME = 128;

/**
 * Return true for text that looks like an access key, in part or whole. It is neither kept nor shown then.
 *
 * Errs towards false where a person may well mean a name.
 */
export function looksLikeSecret(text: string): boolean {
  return KEY_ID.test(text) || (SECRET_KEY.test(text) && isMixed(text));
}

/** Return true for text in place of an environment variable's name that looks like the secret itself. */
export function isSecretForName(text: string): boolean {
  return (
    looksLikeSecret(text) ||
    HEX.test(text) ||
    text.length > LONGEST_NAME ||
    (text.length >= 20 && !text.includes('_') && isMixed(text))
  );
}

/** Capitals, small letters and digits: names of variables seldom have all three without an underscore. */
function isMixed(text: string): boolean {
  return /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text);
}
