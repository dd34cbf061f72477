/** dns: a name has the records that it should have. An answer that there is no such name is one, too. */

import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Look, Prober, Task } from '../domain/probes/look'
import type { RECORD_TYPES } from '../domain/probes/network-kinds'
import { withSlow } from './words'

type RecordType = (typeof RECORD_TYPES)[number]

/** Answers of a name server about the name. */
const NO_RECORD: Readonly<Record<string, (name: string, type: string) => string>> = {
  ENOTFOUND: name => `the name ${name} does not exist`,
  ENODATA: (name, type) => `${name} has no ${type} record`,
}

/** Answers, or none, that say something about the name server and nothing about the name. */
const TROUBLE: Readonly<Record<string, string>> = {
  ESERVFAIL: 'cannot answer (SERVFAIL)',
  EREFUSED: 'refuses to answer (REFUSED)',
  ENOTIMP: 'does not know that kind of question (NOTIMP)',
  EFORMERR: 'does not understand the question (FORMERR)',
  EBADRESP: 'answers with something that is no DNS',
  ETIMEOUT: 'did not answer in time',
  ECANCELLED: 'did not answer in time',
  ECONNREFUSED: 'cannot be asked: it refuses connections, or cannot be reached',
}

export const dns: Prober = async task => {
  const { target, settings, timeout, signal } = task
  const { record = 'A', resolver: server = '', expect = '', slow } = settings
  // A resolver of its own for each look: nothing of an earlier answer is left.
  const resolver = new Resolver({ timeout: Math.max(100, Math.floor(timeout / 3)), tries: 2 })
  const cancel = () => resolver.cancel()
  const began = performance.now()
  try {
    if (server !== '') resolver.setServers([server])
    signal.addEventListener('abort', cancel)
    const asking = recordsOf(resolver, target, record as RecordType)
    if (signal.aborted) cancel()
    const found = await asking
    const took = performance.now() - began
    return { ...withSlow(judge(found, task, record, expect), slow, took), took }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const none = NO_RECORD[code]?.(target, record)
    if (none !== undefined) {
      const isWanted = expect.toLowerCase() === 'nxdomain' && code === 'ENOTFOUND'
      return { answer: isWanted ? 'success' : 'failure', detail: none, took: performance.now() - began }
    }
    const words = signal.aborted ? TROUBLE.ECANCELLED : (TROUBLE[code] ?? `cannot be asked (${message})`)
    // A name server that the owner has named is what is looked at; this machine's own is only the way to look.
    return server === ''
      ? { answer: 'blind', detail: `the name server here ${words}` }
      : { answer: 'failure', detail: `the name server ${server} ${words}` }
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

function judge(found: readonly string[], { target }: Task, type: string, expect: string): Look {
  const list = found.join(', ')
  if (expect.toLowerCase() === 'nxdomain')
    return { answer: 'failure', detail: `the name ${target} exists: ${type} ${list}` }
  const wanted = (type === 'TXT' ? [expect] : expect.split(',')).map(each => each.trim()).filter(Boolean)
  const known = new Set(found.map(each => comparable(each, type)))
  const missing = wanted.filter(each => !known.has(comparable(each, type)))
  if (missing.length === 0) return { answer: 'success', detail: `${target} has ${type} ${list}` }
  return { answer: 'failure', detail: `${target} has ${type} ${list}, and not ${missing.join(', ')}` }
}

/** Each record as one text, as zone files have it. */
async function recordsOf(resolver: Resolver, name: string, type: RecordType): Promise<string[]> {
  switch (type) {
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`)
    case 'TXT':
      return (await resolver.resolveTxt(name)).map(parts => parts.join(''))
    case 'SRV':
      return (await resolver.resolveSrv(name)).map(
        ({ priority, weight, port, name: at }) => `${priority} ${weight} ${port} ${at}`,
      )
    case 'CAA':
      return (await resolver.resolveCaa(name)).flatMap(({ critical, ...properties }) =>
        Object.entries(properties).map(([tag, value]) => `${critical} ${tag} ${value}`),
      )
    case 'SOA': {
      const { nsname, hostmaster, serial } = await resolver.resolveSoa(name)
      return [`${nsname} ${hostmaster} ${serial}`]
    }
    case 'PTR':
      return isIP(name) === 0 ? await resolver.resolvePtr(name) : await resolver.reverse(name)
    default:
      return (await resolver.resolve(name, type)) as string[]
  }
}

/** Names have no case and perhaps a dot at their end, IPv6 addresses several forms; texts are as they are. */
function comparable(value: string, type: string): string {
  if (type === 'TXT') return value
  const plain = value.toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, '')
  return type === 'AAAA' && isIP(plain) === 6 ? new URL(`http://[${plain}]`).hostname : plain
}
