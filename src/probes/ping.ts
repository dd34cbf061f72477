/** ping: a machine answers to ICMP echo, sent by the system's ping: only that may do so without privileges. */

import { lookup } from 'node:dns/promises'
import type { Look, Prober, ProgramEnd, Task } from '../domain/probes/look'
import { brokenLook } from './broken-look'
import { withSlow } from './words'

/** Its words are read, so they have to be English. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
/** Seconds between two packets: so many where there is time, and the fewest that ping allows to everybody. */
const INTERVAL_S = { usual: 0.5, least: 0.2 } as const

export const ping: Prober = async (task, { run }) => {
  const { target, settings, timeout, signal } = task
  const address = await addressOf(task)
  if (typeof address !== 'string') return address
  const seconds = Math.max(1, Math.floor((timeout - 500) / 1_000))
  const { count = '3' } = settings
  const fitting = Math.max(INTERVAL_S.least, (timeout / 1_000 - 0.5) / Number(count))
  const interval = Math.min(INTERVAL_S.usual, Number(fitting.toFixed(2)))
  const end = await run(['ping', '-n', '-q', '-c', count, '-i', `${interval}`, '-w', `${seconds}`, address], {
    signal,
    environment: ENVIRONMENT,
  })
  if (signal.aborted) return { answer: 'failure', detail: `${target} did not answer in time` }
  if (end.kind === 'missing')
    return { answer: 'blind', detail: `${end.reason} (on Debian it is the package iputils-ping)` }
  if (end.kind !== 'exited') return { answer: 'blind', detail: troubleOf(end) }
  const counts = /(?<!\d)(\d+) packets transmitted, (\d+)(?: packets)? received/.exec(end.stdout)
  // 2 is every trouble of its own; 1 means that nothing, or not everything, came back.
  if (end.code > 1 || counts === null) return { answer: 'blind', detail: troubleOf(end) }
  return judge(task, Number(counts[1]), Number(counts[2]), end.stdout)
}

function judge({ target, settings }: Task, sent: number, received: number, words: string): Look {
  const lost = sent === 0 ? 100 : Math.round(((sent - received) / sent) * 100)
  if (received === 0) return { answer: 'failure', detail: `${target} does not answer to ping` }
  const took = Number(/= [\d.]+\/([\d.]+)\//.exec(words)?.[1])
  const detail = `${target} answered in ${took} ms, ${received} of ${sent} packets`
  if (lost > Number.parseInt(settings.loss ?? '', 10))
    return { answer: 'failure', detail: `${target} lost ${lost} % of ${sent} packets`, took }
  const warned = lost > 0 ? { warning: `${lost} % of the packets were lost` } : {}
  return withSlow({ answer: 'success', detail, ...warned, took }, settings.slow, took)
}

/** The address is looked up here, where an unknown name and a name server that does not answer can be told apart. */
async function addressOf({ target, settings, signal }: Task): Promise<string | Look> {
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  const family = settings.ip ? Number(settings.ip) : 0
  const none: Look = { answer: 'failure', detail: `${target} has no IPv${family} address` }
  try {
    const found = await Promise.race([lookup(target, { family }), aborted])
    // An address is found as it is, of whichever version.
    return family === 0 || found.family === family ? found.address : none
  } catch (error) {
    // The name may well have an address of the other version.
    const isUnknown = (error as NodeJS.ErrnoException).code === 'ENOTFOUND'
    return isUnknown && family !== 0 ? none : brokenLook(error as Error, target, signal)
  }
}

function troubleOf(end: ProgramEnd): string {
  if ('reason' in end) return end.reason
  if (end.kind === 'killed') return `ping was ended (${end.signal})`
  const words = (end.stderr || end.stdout).trim().split('\n').at(-1) || `exit code ${end.code}`
  if (/unreachable/i.test(words)) return 'no network here leads to it'
  if (/permi|privilege/i.test(words))
    return `ping may not send here (${words}): net.ipv4.ping_group_range has to include this user's group`
  return `ping could not look (${words})`
}
