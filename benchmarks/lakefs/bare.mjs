/** The calls of each operation as plain requests of `node:http`, with connections kept alive: the least that any client must do. */
import { Agent, request } from 'node:http';

const JSON_TYPE = 'application/json';
let made = 0;

/** Return the operations, by name, against a branch `main`. */
export function bareOperations({ endpoint, key, secret, repository, data }) {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  const root = `/api/v1/repositories/${repository}`;

  const send = (target, method, path, headers, body) =>
    new Promise((resolve, reject) => {
      if (body !== undefined) {
        headers['content-length'] = Buffer.byteLength(body);
      }
      const sent = request({ ...target, agent, method, path, headers });
      sent.on('error', reject);
      sent.on('response', reply => {
        const chunks = [];
        reply.on('data', chunk => chunks.push(chunk));
        reply.on('error', reject);
        reply.on('end', () => {
          const bytes = Buffer.concat(chunks);
          if (reply.statusCode >= 400) {
            reject(new Error(`${method} ${path}: ${bytes.toString()}`));
          } else {
            resolve({ headers: reply.headers, bytes });
          }
        });
      });
      sent.end(body);
    });
  const server = { hostname, port };
  const call = async (method, path, type, body) => {
    const headers = { authorization };
    if (type !== undefined) {
      headers['content-type'] = type;
    }
    return send(server, method, root + path, headers, body);
  };
  const parsed = async (...parts) => JSON.parse((await call(...parts)).bytes);
  const store = (method, address, body) => {
    const { hostname, port, pathname, search } = new URL(address);
    return send({ hostname, port }, method, pathname + search, {}, body);
  };

  return {
    write: () =>
      parsed(
        'POST',
        `/branches/main/objects?path=bare%2F${made++ % 500}`,
        'text/plain',
        data
      ),
    read: () => call('GET', '/refs/main/objects?path=read'),
    'write, signed': async () => {
      const path = `/branches/main/staging/backing?path=bare%2F${made++ % 500}`;
      const staging = await parsed('GET', `${path}&presign=true`);
      const { headers } = await store('PUT', staging.presigned_url, data);
      const checksum = headers.etag.replaceAll('"', '');
      const facts = { staging, checksum, size_bytes: data.length };
      return parsed('PUT', path, JSON_TYPE, JSON.stringify(facts));
    },
    'read, signed': async () => {
      const { headers } = await call(
        'GET',
        '/refs/main/objects?path=read&presign=true'
      );
      return store('GET', headers.location);
    },
    list: async () => {
      let count = 0;
      let after = '';
      for (let more = true; more;) {
        const page = await parsed(
          'GET',
          `-list/refs/main/objects/ls?amount=1000&prefix=list%2F&after=${encodeURIComponent(after)}`
        );
        count += page.results.length;
        more = page.pagination.has_more;
        after = page.pagination.next_offset;
      }
      return count;
    },
    transaction: async () => {
      const name = `bare-${process.pid}-${made++}`;
      const post = (path, body) =>
        call('POST', path, JSON_TYPE, JSON.stringify(body));
      await post('/branches', { name, source: 'main', hidden: true });
      const objects = `/branches/${name}/objects?path=tx%2Fbare%2F${made}`;
      await call('POST', objects, 'text/plain', data);
      await post(`/branches/${name}/commits`, { message: 'bench' });
      await post(`/refs/${name}/merge/main`, { message: 'bench' });
      await call('DELETE', `/branches/${name}`);
    }
  };
}
