import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { ClientOptions } from 'ldapts';

export type TlsSettings = Pick<ConnectionOptions, 'ca' | 'servername'>;

/** Whom the certificate has to be for; also tells a server of several names (SNI), which an address cannot. */
export function tlsOptionsFor(url: string, settings: TlsSettings = {}): ConnectionOptions {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return { host, ...(isIP(host) === 0 ? { servername: host } : {}), ...settings };
}

export interface OneConnection {
  options: Pick<ClientOptions, 'createConnection' | 'createSecureConnection'>;
  /** Whether there is somebody left to say good-bye to. */
  isOpen(): boolean;
}

/**
 * How a client connects: once. When the server hangs up, ldapts opens another connection by itself at the next request;
 * that one would be anonymous, and where TLS was started it would be in the clear, with the person's password next.
 * @throws Error from the client's second attempt
 */
export function connectOnce(tls: ConnectionOptions | null): OneConnection {
  let socket: Socket | undefined;
  const open = (port: number, host: string): Socket => {
    if (socket) throw new Error('The directory closed the connection.');
    socket = tls ? connectSecurely({ ...tls, port, host }) : connect(port, host);
    return socket;
  };
  return {
    options: tls
      ? { createSecureConnection: open as typeof connectSecurely }
      : { createConnection: open as typeof connect },
    isOpen: () => socket !== undefined && !socket.destroyed,
  };
}
