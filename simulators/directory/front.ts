import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';

/** What the directory answers to the request to start TLS: a certificate, or a result code instead (RFC 4511 4.14). */
export type StartTlsAnswer = { context: SecureContext } | { code: number };

export interface FrontOptions {
  host: string;
  port: number;
  /** False: the connection is closed at once. */
  isOpen(): boolean;
  /** The certificate for a connection that speaks TLS from its first byte (`ldaps://`). */
  secureContext(): SecureContext;
  startTls(): StartTlsAnswer;
  /** LDAP from here on, in the clear or inside TLS (`instanceof TLSSocket`). */
  onConnection(socket: Socket): void;
}

export interface Front {
  port: number;
  close(): Promise<void>;
}

/** First byte of a TLS handshake; LDAP messages begin with 0x30. */
const HANDSHAKE = 0x16;
const START_TLS = '1.3.6.1.4.1.1466.20037';

/**
 * One port for `ldap://`, `ldap://` with StartTLS and `ldaps://`: the first bytes tell which. StartTLS is answered as
 * the first request of a connection, which is when clients send it.
 */
export async function openFront(options: FrontOptions): Promise<Front> {
  const sockets = new Set<Socket>();

  const secure = (socket: Socket, secureContext: SecureContext): void => {
    const inside = new TLSSocket(socket, { isServer: true, secureContext });
    inside.on('error', () => socket.destroy());
    // What the far end does not trust it hangs up on; that is no error of ours.
    inside.once('secure', () => options.onConnection(inside));
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    // An entry and the result behind it are two small writes: together they would wait for an acknowledgement.
    socket.setNoDelay(true);
    if (!options.isOpen()) {
      socket.destroy();
      return;
    }
    socket.once('data', (first: Buffer) => {
      socket.pause();
      const messageId = startTlsMessageId(first);
      if (messageId) {
        const answer = options.startTls();
        socket.write(startTlsResponse(messageId, 'code' in answer ? answer.code : 0));
        if ('context' in answer) secure(socket, answer.context);
        else socket.resume().end();
        return;
      }
      socket.unshift(first);
      if (first[0] === HANDSHAKE) {
        secure(socket, options.secureContext());
        return;
      }
      options.onConnection(socket);
      socket.resume();
    });
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** @returns the bytes of the message's number, null when it is another message; short, so one byte of length each */
function startTlsMessageId(message: Buffer): Buffer | null {
  const idLength = message[3] ?? 0;
  const isExtendedRequest = message[0] === 0x30 && message[4 + idLength] === 0x77;
  return isExtendedRequest && message.includes(START_TLS)
    ? message.subarray(4, 4 + idLength)
    : null;
}

function startTlsResponse(messageId: Buffer, code: number): Buffer {
  const result = Buffer.from([0x0a, 1, code, 0x04, 0, 0x04, 0]);
  const name = Buffer.concat([Buffer.from([0x8a, START_TLS.length]), Buffer.from(START_TLS)]);
  const body = Buffer.concat([
    Buffer.from([0x02, messageId.length]),
    messageId,
    Buffer.from([0x78, result.length + name.length]),
    result,
    name,
  ]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
