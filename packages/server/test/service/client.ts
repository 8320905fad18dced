import { request, type IncomingHttpHeaders } from 'node:http';

/** A reply in full. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json: Record<string, unknown> & {
    error?: { kind: string; message: string; remedy?: string };
  };
}

/** Where a service listens. */
export type Target = { socketPath: string } | { port: number };

/** What is asked. */
export interface Ask {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A request that has been sent; events are reported as they come. */
export class Call {
  constructor(target: Target, ask: Ask) {
    const body =
      ask.body === undefined
        ? undefined
        : typeof ask.body === 'string'
          ? ask.body
          : JSON.stringify(ask.body);
    this._request = request({
      ...('port' in target ? { host: '127.0.0.1' } : {}),
      ...target,
      method: ask.method ?? (body === undefined ? 'GET' : 'POST'),
      path: ask.path,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...ask.headers
      }
    });
    this.reply = new Promise((resolve, reject) => {
      this._request.on('error', reject);
      this._request.on('response', response => {
        response.setEncoding('utf8');
        response.on('error', reject);
        response.on('data', (text: string) => {
          this._text += text;
          this._listener?.();
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: this._text,
            json: parse(this._text)
          })
        );
      });
    });
    this.reply.catch(() => undefined);
    this._request.end(body);
  }

  readonly reply: Promise<Reply>;

  /** The events so far: name and data. */
  get events(): { event: string; data: Record<string, unknown> }[] {
    return this._text
      .split('\n\n')
      .filter(block => block.includes('data:'))
      .map(block => ({
        event: /^event: ?(.*)$/m.exec(block)?.[1] ?? '',
        data: JSON.parse(/^data: ?(.*)$/m.exec(block)?.[1] ?? 'null')
      }));
  }

  /** Wait until an event of a name has come. */
  async until(event: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.events.find(item => item.event === event);
      if (found) {
        return found.data;
      }
      await new Promise<void>((resolve, reject) => {
        this._listener = resolve;
        this.reply.then(() => resolve(), reject);
      });
    }
  }

  /** Go away. */
  abandon(): void {
    this._request.destroy();
  }

  private readonly _request: ReturnType<typeof request>;
  private _text = '';
  private _listener: (() => void) | undefined;
}

/** Ask and wait for the reply. */
export function ask(target: Target, what: Ask): Promise<Reply> {
  return new Call(target, what).reply;
}

function parse(text: string): Reply['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
