import { once } from 'node:events'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { NetworkFailure } from './network-failure'

export interface ConnectionOptions {
  /** The resolver, where it is not the system's. */
  readonly lookup?: LookupFunction
  /** PEM of the certificate authorities to trust, where they are not Node's own. */
  readonly ca?: string
  /** Milliseconds that one address of a name may take before the next one is tried. */
  readonly addressTimeout?: number
}

export type ConnectionPhase = 'dns' | 'tcp' | 'tls'

/** Longer than Node's own 250 ms, which gives up on a satellite or mobile link that is merely slow. */
const ADDRESS_TIMEOUT = 2_500

/**
 * Opens a connection to a URL's host, TLS included for https; calls `reached` at the end of each phase. Rejects with the
 * socket's error or with a NetworkFailure; the signal ends the connection, whenever it comes.
 */
export async function openConnection(
  url: URL,
  { lookup, ca, addressTimeout = ADDRESS_TIMEOUT }: ConnectionOptions,
  reached: (phase: ConnectionPhase) => void,
  signal: AbortSignal,
): Promise<Socket> {
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const socket = connect({
    host,
    port: Number(url.port) || (secure ? 443 : 80),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressTimeout,
    ...(lookup === undefined ? {} : { lookup }),
  })
  // Of a TLS connection only the outer socket may be destroyed: Node 20 crashes when both are at once.
  let outer: Socket = socket
  signal.addEventListener('abort', () => outer.destroy(), { once: true })
  ignoreErrors(socket)
  socket.once('lookup', (error, address) => {
    // Connecting to the unspecified address would reach this very machine, whose web server might answer 200.
    if (address === '0.0.0.0' || address === '::') socket.destroy(blocked(host))
    else if (error === null) reached('dns')
  })
  await once(socket, 'connect', { signal })
  reached('tcp')
  if (!secure) return socket

  const tls = connectTls({
    socket,
    host,
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    ...(ca === undefined ? {} : { ca }),
  })
  outer = tls
  ignoreErrors(tls)
  await once(tls, 'secureConnect', { signal })
  reached('tls')
  return tls
}

/** An error is reported by the promise that waits for the socket; a later one must not end the process. */
function ignoreErrors(socket: Socket): void {
  socket.on('error', () => undefined)
}

function blocked(host: string): NetworkFailure {
  return new NetworkFailure('dns', `the DNS server here blocks ${host} (it answers with an empty address)`)
}
