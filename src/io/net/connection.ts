import { lookup as systemLookup } from 'node:dns'
import { once } from 'node:events'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import { isUntrusted } from '../../domain/net/tls-fault'
import { NetworkFailure } from './network-failure'
import type { Trust } from './trust'
import { openTunnel } from './tunnel'
import type { HttpProxy } from './way-out'

export interface ConnectionOptions {
  /** The resolver, where it is not the system's. */
  readonly lookup?: LookupFunction
  /** Milliseconds that one address of a name may take before the next one is tried. */
  readonly addressTimeout?: number
}

export type ConnectionPhase = 'dns' | 'tcp' | 'tls'

/** The way of a connection, and its rules. */
export interface Passage extends ConnectionOptions {
  readonly proxy: HttpProxy | undefined
  readonly trust: Trust
  readonly cafile: string
  /** The path of the authorities that alone are trusted. */
  readonly ownCafile?: string | undefined
  /** Whether any certificate of the URL's host will do. */
  readonly anyCertificate?: boolean | undefined
  readonly family?: 4 | 6 | undefined
  /** Whether the connection is for another protocol than HTTP: bare, and through a proxy by a tunnel. */
  readonly raw?: boolean
  readonly userAgent: string
  /**
   * Why an address may not be connected to; it is called before the connection, and once more with it. `isHere`: whether
   * the connection has shown that the address is one of this machine.
   */
  readonly objection: (place: Place, isHere: boolean) => NetworkFailure | undefined
  /** Called at the end of each phase. */
  readonly reached: (phase: ConnectionPhase) => void
  /** Called with the proxy while it is dealt with, and with undefined afterwards. */
  readonly facing: (proxy: HttpProxy | undefined) => void
  readonly signal: AbortSignal
}

export interface Place {
  /** A name, or an address without brackets. */
  readonly host: string
  readonly port: number
}

/** The reason of an abort that only closes what is still open. Any other one gives up what was asked. */
export const OVER = 'the exchange is over'

/** Longer than Node's own 250 ms, which gives up on a satellite or mobile link that is merely slow. */
const ADDRESS_TIMEOUT = 2_500

/**
 * Opens a connection to a URL's host, through the proxy if there is one, TLS included for https. Rejects with the socket's
 * error or with a NetworkFailure; the signal ends the connection, whenever it comes.
 */
export async function openConnection(url: URL, passage: Passage): Promise<Socket> {
  const { trust, cafile, ownCafile, anyCertificate } = passage
  if (anyCertificate) return await connectOnce(url, passage, undefined)
  if (ownCafile !== undefined) return await connectOnce(url, passage, await trust.only(ownCafile))
  const known = await trust.known(url.host, cafile)
  try {
    return await connectOnce(url, passage, known)
  } catch (error) {
    if (!isUntrusted(error)) throw error
    if (known !== undefined) trust.forget(url.host)
    const context = known === undefined ? await trust.all(cafile) : undefined
    if (context === undefined) throw error
    // Nothing was sent yet: there is no request before the handshake has ended.
    const socket = await connectOnce(url, passage, context)
    trust.remember(url.host)
    return socket
  }
}

async function connectOnce(
  url: URL,
  passage: Passage,
  secureContext: SecureContext | undefined,
): Promise<Socket> {
  const { proxy, userAgent, facing, reached, raw = false, anyCertificate = false, signal } = passage
  const place = placeOf(url)
  const isSecure = url.protocol === 'https:'
  let outer: Socket | undefined
  /** The TCP connection, once a request may be on its way. */
  let open: Socket | undefined
  const end = () => {
    if (open !== undefined && signal.reason !== OVER) takeBack(open)
    // Of a TLS connection only the outer socket may be destroyed: Node 20 crashes when both are at once.
    else outer?.destroy()
  }
  signal.addEventListener('abort', end, { once: true })
  const hold = (socket: Socket) => {
    // An error is reported by the promise that waits for the socket; a later one must not end the process.
    outer = socket.on('error', () => undefined)
    return socket
  }
  const encrypt = async (socket: Socket, { host }: Place, isJudged = true) => {
    const options = {
      socket,
      host,
      servername: isIP(host) === 0 ? host : '',
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: isJudged,
      ...(secureContext && { secureContext }),
    }
    const tls = hold(connectTls(options))
    await once(tls, 'secureConnect', { signal })
    return tls
  }

  facing(proxy)
  const bare = hold(connectTo(proxy === undefined ? place : placeOf(proxy.url), passage))
  let socket = bare
  await once(socket, 'connect', { signal })
  const { remoteAddress, localAddress } = socket
  const refused =
    proxy === undefined && remoteAddress !== undefined
      ? passage.objection({ ...place, host: remoteAddress }, remoteAddress === localAddress)
      : undefined
  if (refused) throw refused
  if (proxy?.url.protocol === 'https:') socket = await encrypt(socket, placeOf(proxy.url))
  if (proxy && (raw || isSecure)) {
    const authority = `${url.hostname}:${place.port}`
    await openTunnel(socket, proxy, authority, userAgent, signal)
  }
  reached('tcp')
  facing(undefined)
  if (!raw && isSecure) {
    socket = await encrypt(socket, place, !anyCertificate)
    reached('tls')
  }
  open = bare
  return socket
}

/**
 * Ends a connection with a reset, so that the system drops what has not arrived. By a plain end it would go on sending that
 * for minutes: after a cut of the network, a request that was given up long ago would still be delivered.
 */
function takeBack(socket: Socket): void {
  // A reset waits for what the system has not taken yet.
  if (socket.writableLength > 0) socket.destroy()
  else socket.resetAndDestroy()
}

/** Connects to the first address that answers and that nothing is to be said against. */
function connectTo({ host, port }: Place, passage: Passage): Socket {
  const { lookup = systemLookup as LookupFunction, addressTimeout = ADDRESS_TIMEOUT, proxy } = passage
  const objection = (address: string) =>
    proxy === undefined ? passage.objection({ host: address, port }, false) : undefined
  const literal = isIP(host) === 0 ? undefined : objection(host)
  if (literal !== undefined) throw literal
  const { family } = passage
  if (family && isIP(host) && isIP(host) !== family)
    throw new NetworkFailure('connection', `${host} is no IPv${family} address`)
  return connect({
    host,
    port,
    autoSelectFamily: true,
    ...(family && { family }),
    autoSelectFamilyAttemptTimeout: addressTimeout,
    lookup: (name, options, done) =>
      lookup(name, options, (error, found, family) => {
        if (error) return done(error, found, family)
        const all = typeof found === 'string' ? [{ address: found, family: family ?? 4 }] : found
        const refused = all.map(({ address }) => blocked(address, host) ?? objection(address))
        const allowed = all.filter((_, index) => refused[index] === undefined)
        const [first] = allowed
        if (first === undefined) return done(refused[0] ?? null, found, family)
        passage.reached('dns')
        return options.all ? done(null, allowed) : done(null, first.address, first.family)
      }),
  })
}

function placeOf({ hostname, port, protocol }: URL): Place {
  const host = hostname.replace(/^\[|\]$/g, '')
  return { host, port: Number(port) || (protocol === 'https:' ? 443 : 80) }
}

/** Connecting to the unspecified address would reach this very machine, whose web server might answer 200. */
function blocked(address: string, host: string): NetworkFailure | undefined {
  if (address !== '0.0.0.0' && address !== '::') return undefined
  return new NetworkFailure(
    'dns',
    `the DNS server here blocks ${host} (it answers with an empty address)`,
    true,
  )
}
