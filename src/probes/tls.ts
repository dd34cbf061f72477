/** tls: the certificates of a server are valid for some days yet, and for its name where that is wanted. */

import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect as connectTls,
  type DetailedPeerCertificate,
  type SecureContext,
} from 'node:tls'
import { domainToASCII } from 'node:url'
import { isUntrusted, tlsFault } from '../domain/net/tls-fault'
import { type HostAndPort, hostAndPortOf } from '../domain/probes/host-and-port'
import type { Look, LookTools, Prober, Task } from '../domain/probes/look'
import { TLS_PORTS } from '../domain/probes/network-kinds'
import { brokenLook } from './broken-look'
import { judgeDays } from './certificate-days'
import { NoTls, startTls } from './starttls'

/** Milliseconds for one address of a name before the next is tried. */
const ADDRESS_TIMEOUT = 2_500

/** The outcome of a handshake. */
interface Shown {
  readonly certificate: DetailedPeerCertificate
  /** Why the server's authorities are not trusted; undefined: they are. */
  readonly distrust: Error | undefined
  /** Milliseconds to its end. */
  readonly took: number
  readonly phases: Readonly<Record<string, number>>
}

export const tls: Prober = async (task, tools) => {
  const { target, settings, signal, now } = task
  const port = TLS_PORTS[(settings.starttls ?? '') as keyof typeof TLS_PORTS]
  const place = hostAndPortOf(target, port)
  if (place === undefined) return { answer: 'blind', detail: `${target} is no host and port` }
  try {
    const shown = await handshakes(place, task, tools)
    if ('answer' in shown) return shown
    const { certificate, distrust, took, phases } = shown
    const name = settings.name || place.host
    const fault = faultOf(certificate, distrust, settings, name, now)
    const judged: Look =
      fault === undefined ? judgeDays(certificate, task) : { answer: 'failure', detail: fault }
    return { ...judged, took, phases }
  } catch (error) {
    if (signal.aborted) return { answer: 'failure', detail: `${target} did not answer in time` }
    if (error instanceof NoTls)
      return { answer: 'failure', detail: error.message.replace('{target}', () => target) }
    const words = tlsFault(error, target, now)
    return words === undefined
      ? brokenLook(error as Error, target, signal)
      : { answer: 'failure', detail: words }
  }
}

/** With verify = on, a server that Node's own authorities do not vouch for is judged by the other ones, too. */
async function handshakes(place: HostAndPort, task: Task, tools: LookTools): Promise<Shown | Look> {
  const { verify, cafile } = task.settings
  if (verify !== 'on') return await handshake(place, task, tools)
  try {
    if (cafile) return await handshake(place, task, tools, await tools.otherWay.authorities(cafile))
  } catch (error) {
    if ((error as { ours?: boolean }).ours) return { answer: 'blind', detail: (error as Error).message }
    throw error
  }
  const first = await handshake(place, task, tools)
  if ('answer' in first || !isUntrusted(first.distrust)) return first
  const authorities = await tools.otherWay.authorities()
  return authorities === undefined ? first : await handshake(place, task, tools, authorities)
}

/** Returns a look where a proxy gave no connection. */
async function handshake(
  { host, port }: HostAndPort,
  { settings, signal }: Task,
  { otherWay }: LookTools,
  authorities?: object,
): Promise<Shown | Look> {
  const began = performance.now()
  const phases: Record<string, number> = {}
  const reached = (phase: string) => {
    const at = Math.round(performance.now() - began)
    phases[phase] = at
    return at
  }
  const tunnel = await otherWay.tunnel(host, port, signal)
  if (tunnel && 'refusal' in tunnel)
    return { answer: tunnel.ours ? 'blind' : 'failure', detail: tunnel.refusal }
  const socket = tunnel ? (tunnel.socket as Socket) : connectTo(host, port, reached)
  // Of a TLS connection only the outer socket may be destroyed: Node 20 crashes when both are at once.
  let outer = socket.on('error', () => undefined)
  const destroy = () => void outer.destroy()
  signal.addEventListener('abort', destroy)
  try {
    if (tunnel === undefined) await once(socket, 'connect', { signal })
    reached('tcp')
    if (settings.starttls) {
      await startTls(socket, settings.starttls, signal)
      reached('starttls')
    }
    const name = settings.name || host
    const options: ConnectionOptions = {
      socket,
      host: name,
      // Servers know a name by its letters of ASCII.
      servername: isIP(name) === 0 ? domainToASCII(name) : '',
      // Dates are judged here, and by our own words; the rest only where it is wanted.
      rejectUnauthorized: false,
      ...(authorities && { secureContext: authorities as SecureContext }),
    }
    const encrypted = connectTls(options)
    outer = encrypted.on('error', () => undefined)
    await once(encrypted, 'secureConnect', { signal })
    const took = reached('tls')
    const code = encrypted.authorized ? undefined : String(encrypted.authorizationError)
    return {
      certificate: encrypted.getPeerCertificate(true),
      distrust: code === undefined ? undefined : Object.assign(new Error(code), { code }),
      took,
      phases,
    }
  } finally {
    signal.removeEventListener('abort', destroy)
    outer.end()
    outer.destroySoon()
  }
}

function connectTo(host: string, port: number, reached: (phase: string) => number): Socket {
  const socket = connect({
    host,
    port,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT,
  })
  return socket.once('lookup', () => reached('dns'))
}

function faultOf(
  certificate: DetailedPeerCertificate,
  distrust: Error | undefined,
  { verify, cafile }: Task['settings'],
  name: string,
  now: number,
): string | undefined {
  // Dates have words of their own: see judgeDays.
  const isOfDates = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(distrust?.message ?? '')
  if (verify === 'on' && distrust !== undefined && !isOfDates && !isOfName(distrust))
    return (
      tlsFault(distrust, name, now, Boolean(cafile)) ??
      `the certificate of ${name} is not trusted (${distrust.message})`
    )
  if (verify === 'off') return undefined
  const mismatch = checkServerIdentity(name, certificate)
  return mismatch && (tlsFault(mismatch, name, now) ?? mismatch.message)
}

const isOfName = ({ message }: Error) => /ALTNAME|HOSTNAME/.test(message)
