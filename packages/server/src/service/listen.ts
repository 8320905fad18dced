import { chmod, lstat, mkdir, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { Failure, isSystemError, systemReason } from '../failure.js';

/** Bytes a socket's path may have: what macOS takes, the least of all. */
const LONGEST_PATH = 103;

/**
 * Let a server listen on a unix socket that only its owner can use (mode 0600 from its first moment).
 *
 * A socket left by a service that ended is replaced. Throws `Failure` when another listens there, when the path is taken by
 * something else, too long, or can't be made.
 */
export async function listenOnSocket(
  server: Server,
  path: string
): Promise<void> {
  if (process.platform === 'win32') {
    throw new Failure(
      'usage',
      'Unix sockets are not used on Windows.',
      'Use --port 0 instead.'
    );
  }
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new Failure(
      'usage',
      `The path of the socket has more than ${LONGEST_PATH} bytes: ${path}`,
      'Choose a shorter one.'
    );
  }
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await clearStale(path);
    // The file is made within `listen`, before it returns: it never exists with a wider mode.
    const mask = process.umask(0o177);
    try {
      await listening(server, () => server.listen(path));
    } finally {
      process.umask(mask);
    }
    await chmod(path, 0o600);
  } catch (error) {
    throw isSystemError(error)
      ? new Failure(
          'refused',
          `The socket ${path} can't be made: ${systemReason(error)}.`
        )
      : error;
  }
}

/** Let a server listen on a port of 127.0.0.1 (0: any free one); returns the port. Throws `Failure` when it is in use. */
export async function listenOnPort(
  server: Server,
  port: number
): Promise<number> {
  try {
    await listening(server, () => server.listen(port, '127.0.0.1'));
  } catch (error) {
    throw isSystemError(error)
      ? new Failure(
          'refused',
          `Port ${port} can't be listened on: ${systemReason(error)}.`,
          'Choose another, or 0 for any free one.'
        )
      : error;
  }
  return (server.address() as AddressInfo).port;
}

function listening(server: Server, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.removeListener('error', reject);
      resolve();
    });
    start();
  });
}

async function clearStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) {
    return;
  }
  if (!found.isSocket()) {
    throw new Failure(
      'refused',
      `${path} is there already and is no socket.`,
      'Choose another path.'
    );
  }
  if (await answers(path)) {
    throw new Failure(
      'refused',
      `Another service listens on ${path}.`,
      'Stop it, or choose another path.'
    );
  }
  await unlink(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
