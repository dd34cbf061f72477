/** clock: this machine's clock is set by a time server, and does not differ much from one (SNTP, RFC 4330). */

import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { hostAndPortOf } from '../domain/probes/host-and-port'
import type { Look, LookTools, Prober, Task } from '../domain/probes/look'
import { parseShortDuration } from '../domain/time/duration'

const NTP_PORT = 123
/** From 1900, where NTP counts from, to 1970. */
const NTP_EPOCH_S = 2_208_988_800
/** NTP's seconds overflow in February 2036; smaller ones are of the next era. */
const ERA_S = 2 ** 32
/** Milliseconds without an answer, after which the question is sent once more: datagrams get lost. */
const AGAIN_MS = 1_500

const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

export const clock: Prober = async (task, tools) => {
  const { target, settings, signal } = task
  if (target === '') return await wasItSet(task, tools)
  try {
    const measured = await measure(target, signal)
    if (typeof measured === 'string')
      return { answer: 'blind', detail: measured.replace('{target}', () => target) }
    const limit = parseShortDuration(settings.offset ?? '') ?? 0
    const { offset, trip } = measured
    const size = Math.abs(offset)
    const detail = `the clock here is ${inWords(size)} ${offset > 0 ? 'slow' : 'fast'} by ${target}`
    return { answer: size > limit ? 'failure' : 'success', detail, took: trip }
  } catch (error) {
    if (signal.aborted) return { answer: 'blind', detail: `${target} did not answer in time` }
    return { answer: 'blind', detail: `${target} cannot be asked (${(error as NodeJS.ErrnoException).code})` }
  }
}

async function wasItSet({ signal }: Task, { run }: LookTools): Promise<Look> {
  const end = await run(['timedatectl', 'show', '--property=NTPSynchronized', '--value'], {
    signal,
    environment: ENVIRONMENT,
  })
  if (signal.aborted) return { answer: 'blind', detail: 'timedatectl did not answer in time' }
  const answer = end.kind === 'exited' && end.code === 0 ? end.stdout.trim() : ''
  if (answer === 'yes') return { answer: 'success', detail: 'the clock here is set by a time server' }
  if (answer === 'no') return { answer: 'failure', detail: 'no time server has set the clock here' }
  if (end.kind === 'missing' || end.kind === 'refused') return { answer: 'blind', detail: end.reason }
  return { answer: 'blind', detail: 'timedatectl does not know whether the clock is set' }
}

interface Measured {
  /** Milliseconds to add to this clock for the server's. */
  readonly offset: number
  /** Milliseconds to the server and back. */
  readonly trip: number
}

/** Returns in words why an answer cannot be used, with a place for the target. */
async function measure(target: string, signal: AbortSignal): Promise<Measured | string> {
  const place = hostAndPortOf(target, NTP_PORT)
  if (place === undefined) return '{target} is no host'
  const { address } = await lookup(place.host)
  signal.throwIfAborted()
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  let again: NodeJS.Timeout | undefined
  try {
    socket.connect(place.port, address)
    await once(socket, 'connect', { signal })
    // Each question has a mark of its own, so that no late or forged answer counts.
    const sent = new Map<string, number>()
    const ask = () => {
      const question = Buffer.alloc(48)
      question[0] = 0x23 // Version 4, client.
      crypto.getRandomValues(question.subarray(40))
      sent.set(question.toString('hex', 40), Date.now())
      socket.send(question)
    }
    ask()
    again = setInterval(ask, AGAIN_MS)
    for (;;) {
      const [answer] = (await once(socket, 'message', { signal })) as [Buffer]
      const received = Date.now()
      if (answer.length < 48) continue
      const asked = sent.get(answer.toString('hex', 24, 32))
      if (asked !== undefined) return read(answer, asked, received)
    }
  } finally {
    clearInterval(again)
    socket.close()
  }
}

function read(answer: Buffer, asked: number, received: number): Measured | string {
  const [leap, mode, stratum] = [answer.readUInt8(0) >> 6, answer.readUInt8(0) & 7, answer.readUInt8(1)]
  if (mode !== 4) return '{target} answers, but not as a time server'
  if (stratum === 0)
    return `{target} does not serve the time now (${answer.toString('latin1', 12, 16).replace(/[^\w]/g, '')})`
  if (leap === 3 || stratum > 15) return '{target} has no time itself: it is not synchronised'
  const [arrived, left] = [timeAt(answer, 32), timeAt(answer, 40)]
  if (arrived === undefined || left === undefined) return '{target} answers without a time'
  const trip = Math.max(0, received - asked - (left - arrived))
  return { offset: (arrived - asked + (left - received)) / 2, trip }
}

/** Epoch milliseconds; undefined for none. */
function timeAt(answer: Buffer, at: number): number | undefined {
  const [seconds, fraction] = [answer.readUInt32BE(at), answer.readUInt32BE(at + 4)]
  if (seconds === 0) return undefined
  const era = seconds < NTP_EPOCH_S ? ERA_S : 0
  return (seconds + era - NTP_EPOCH_S) * 1_000 + (fraction * 1_000) / 2 ** 32
}

function inWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  return ms < 120_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} minutes`
}
