/**
 * A server that answers at once what lakeFS would, so that what is measured is the client: `node quick.mjs`. It prints its address and
 * ends with its standard input. One object of 1 KiB, ten thousand in listings, commits of one parent.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const OBJECTS = 10_000;
const PAGE = 1000;
const DATA = Buffer.alloc(1024, 'a');
const MD5 = createHash('md5').update(DATA).digest('hex');
const COMMIT = 'c'.repeat(64);

const nameOf = index => `list/${String(index).padStart(6, '0')}`;
const objectOf = path => ({
  path,
  path_type: 'object',
  physical_address: 's3://bucket/data/object',
  checksum: MD5,
  size_bytes: DATA.length,
  mtime: 1_700_000_000,
  metadata: {},
  content_type: 'application/octet-stream'
});
const json = value => Buffer.from(JSON.stringify(value));
const PAGES = Array.from({ length: OBJECTS / PAGE }, (_, page) =>
  json({
    pagination: {
      has_more: (page + 1) * PAGE < OBJECTS,
      next_offset: nameOf((page + 1) * PAGE - 1),
      results: PAGE,
      max_per_page: PAGE
    },
    results: Array.from({ length: PAGE }, (_, i) =>
      objectOf(nameOf(page * PAGE + i))
    )
  })
);
const STORED = json(objectOf('object'));
const COMMITTED = json({
  id: COMMIT,
  parents: [COMMIT],
  committer: 'bench',
  message: 'bench',
  creation_date: 1_700_000_000,
  meta_range_id: COMMIT,
  metadata: {}
});
const REPOSITORY = json({
  id: 'bench',
  creation_date: 1_700_000_000,
  default_branch: 'main',
  storage_namespace: 's3://bucket/'
});
const REFERENCE = json({ id: 'main', commit_id: COMMIT });
const MERGED = json({ reference: COMMIT });
const CONFIG = json({
  version_config: { version: 'quick' },
  storage_config: {
    blockstore_type: 's3',
    blockstore_namespace_example: 's3://bucket/',
    blockstore_namespace_ValidityRegex: '^s3://',
    pre_sign_support: true,
    pre_sign_support_ui: false,
    import_support: true,
    import_validity_regex: '^s3://'
  }
});

const own = () => `http://127.0.0.1:${server.address().port}`;

/** Return what answers a request: a status, headers, a body. */
function answer(method, url) {
  const path = url.pathname;
  if (path === '/data') {
    return method === 'PUT'
      ? [200, { etag: `"${MD5}"` }]
      : [200, DATA_HEAD, DATA];
  }
  if (path.endsWith('/config')) {
    return [200, JSON_HEAD, CONFIG];
  }
  if (/\/repositories\/[^/]+$/.test(path)) {
    return [200, JSON_HEAD, REPOSITORY];
  }
  if (path.endsWith('/objects/ls')) {
    const after = url.searchParams.get('after') ?? '';
    const page = after ? (Number(after.slice(-6)) + 1) / PAGE : 0;
    return [200, JSON_HEAD, PAGES[page]];
  }
  if (path.endsWith('/staging/backing')) {
    const address = json({
      physical_address: 's3://bucket/data/object',
      presigned_url: `${own()}/data`
    });
    return [200, JSON_HEAD, method === 'GET' ? address : STORED];
  }
  if (path.endsWith('/objects')) {
    if (method === 'POST') {
      return [201, JSON_HEAD, STORED];
    }
    return url.searchParams.get('presign') === 'true'
      ? [302, { location: `${own()}/data` }]
      : [200, DATA_HEAD, DATA];
  }
  if (path.endsWith('/commits')) {
    return [201, JSON_HEAD, COMMITTED];
  }
  if (path.includes('/merge/')) {
    return [200, JSON_HEAD, MERGED];
  }
  if (method === 'POST') {
    return [201, { 'content-type': 'text/html' }, Buffer.from(COMMIT)];
  }
  return method === 'DELETE' ? [204, {}] : [200, JSON_HEAD, REFERENCE];
}

const JSON_HEAD = { 'content-type': 'application/json' };
const DATA_HEAD = {
  'content-type': 'application/octet-stream',
  etag: `"${MD5}"`
};
const server = createServer((request, reply) => {
  request.resume();
  request.on('end', () => {
    const url = new URL(request.url, 'http://x');
    const [status, headers, body] = answer(request.method, url);
    const length =
      status === 204 ? {} : { 'content-length': String(body?.length ?? 0) };
    reply.writeHead(status, { ...headers, ...length });
    reply.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(own()));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
