import { ServerConnection } from '@jupyterlab/services';
import { GlueflowService, ServiceError } from '../../src/service/client';

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: string;
}

function serve(answer: (sent: Sent) => Response | Promise<Response>): {
  service: GlueflowService;
  sent: Sent[];
} {
  const sent: Sent[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://127.0.0.1:8888/lab/',
    fetch: async (request: RequestInfo | URL) => {
      const each = request as Request;
      const found = {
        url: each.url,
        method: each.method,
        headers: each.headers,
        body: await each.text()
      };
      sent.push(found);
      return answer(found);
    }
  });
  return { service: new GlueflowService(settings), sent };
}

function stream(...chunks: string[]): Response {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(controller) {
        chunks.forEach(chunk => controller.enqueue(encoder.encode(chunk)));
        controller.close();
      }
    })
  );
}

describe('GlueflowService', () => {
  it('asks with the query it is given and nothing else', async () => {
    const { service, sent } = serve(() => Response.json({ roles: [] }));
    await service.get('roles', { connection: 'a b', region: undefined });
    expect(sent[0].url).toBe(
      'http://127.0.0.1:8888/lab/glueflow/roles?connection=a+b'
    );
  });

  it('throws what the service refused, with the remedy', async () => {
    const { service } = serve(() =>
      Response.json(
        {
          error: { kind: 'credentials', message: 'Expired.', remedy: 'Log in.' }
        },
        { status: 403 }
      )
    );
    const error = await service.post('identity').catch(each => each);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({
      kind: 'credentials',
      message: 'Expired.',
      remedy: 'Log in.'
    });
  });

  it('says so when what answers is not the service', async () => {
    const { service } = serve(
      () => new Response('<html>Bad gateway</html>', { status: 502 })
    );
    await expect(service.get('health')).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('HTTP 502')
    });
  });

  it('streams progress, wherever the chunks are cut, and gives the result', async () => {
    const { service, sent } = serve(() =>
      stream(
        'event: operation\ndata: {"id": "x"}\n\nevent: prog',
        'ress\ndata: {"message": "Upl',
        'oading ü"}\n\nevent: output\ndata: {"text": "hello"}\n\n',
        'event: result\ndata: {"job": "flights"}\n\n'
      )
    );
    const reported: string[] = [];
    const result = await service.stream<{ job: string }>(
      'deploy',
      { path: 'x' },
      {
        onProgress: ({ message }) => reported.push(message),
        onOutput: text => reported.push(text)
      }
    );
    expect(result.job).toBe('flights');
    expect(reported).toEqual(['Uploading ü', 'hello']);
    expect(sent[0].headers.get('accept')).toBe('text/event-stream');
  });

  it('cancels the work itself, by its id', async () => {
    let release: (response: Response) => void = () => undefined;
    const { service, sent } = serve(({ url }) =>
      url.includes('/cancel')
        ? (release(
            stream(
              'event: error\ndata: {"error": {"kind": "cancelled", "message": "Stopped."}}\n\n'
            )
          ),
          Response.json({ cancelled: true }))
        : new Promise(resolve => {
            release = resolve;
          })
    );
    const controller = new AbortController();
    const work = service.stream('deploy', {}, { signal: controller.signal });
    const refused = expect(work).rejects.toMatchObject({ kind: 'cancelled' });
    await new Promise(resolve => setImmediate(resolve));
    controller.abort();
    await refused;
    const id = sent[0].headers.get('x-operation-id');
    expect(sent[1].url).toContain(`/glueflow/operations/${id}/cancel`);
  });

  it('says so when the stream ends without a result', async () => {
    const { service } = serve(() => stream('event: progress\ndata: {}\n\n'));
    await expect(service.stream('run', {})).rejects.toMatchObject({
      kind: 'unreachable'
    });
  });
});
