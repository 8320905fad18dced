import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { World } from './world.js';

/**
 * Give a world a home where profile `dev` has logged in to IAM Identity Center (the session ends in so many minutes), `ops`
 * assumes a role from it, and `plain` has keys.
 *
 * The AWS SDK looks for what a login left in this process's home: that is the world's until the returned function is called.
 */
export function ssoHome(world: World, minutes: number): () => void {
  const { HOME } = process.env;
  process.env.HOME = world.folder;
  const cache = world.path('.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  world.env.AWS_CONFIG_FILE = world.path('.aws', 'config');
  writeFileSync(
    world.path('.aws', 'config'),
    `[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
region = eu-west-1

[profile ops]
role_arn = arn:aws:iam::123456789012:role/Ops
source_profile = dev

[profile plain]
aws_access_key_id = AKIAPLAIN
aws_secret_access_key = plain-secret
`
  );
  const name = createHash('sha1').update('corp').digest('hex');
  writeFileSync(
    world.path('.aws', 'sso', 'cache', `${name}.json`),
    JSON.stringify({
      startUrl: 'https://corp.example/start',
      region: 'us-east-1',
      accessToken: 'sso-token',
      expiresAt: new Date(Date.now() + minutes * 60_000).toISOString()
    })
  );
  return () => {
    process.env.HOME = HOME;
  };
}
