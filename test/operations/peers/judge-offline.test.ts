import { expect, it, onTestFinished } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { MailAccount } from '../../../src/domain/mail/account'
import type { NetworkSight } from '../../../src/domain/probes/own-network'
import { createJudgeOffline } from '../../../src/operations/peers/judge-offline'
import { openIsThere } from '../../../src/wire/probes'
import { startReceiver } from '../../support/receiver'

const channel = (name: string, kind: Channel['kind'], settings: Channel['settings'] = {}): Channel => ({
  name,
  kind,
  origin: 'ini',
  settings,
})
const hook = (name: string, url: string) => channel(name, 'webhook', { url })
const account = (name: string, settings: MailAccount['settings']): MailAccount => ({
  name,
  origin: 'ini',
  settings,
})
const CUT = { kind: 'cut', why: 'a cable is out' } as const
const SILENT = { kind: 'silent', why: 'the gateway does not answer' } as const
const WORKS = { kind: 'works' } as const

const ACCOUNTS = [
  account('office', { smtphost: 'smtp.example.org', smtpport: '2525' }),
  account('reading', { imaphost: 'imap.example.org' }),
]

/** A watch that sees its network like that, and the servers that it has tried. */
function watching(sights: readonly (NetworkSight | Error)[], channels: readonly Channel[] = [], there = '') {
  const watch = { now: 0, looks: 0, tried: [] as string[] }
  const isOffline = createJudgeOffline({
    sight: async () => {
      const sight = sights[Math.min(watch.looks++, sights.length - 1)]
      if (sight instanceof Error || sight === undefined) throw sight
      return sight
    },
    channels: { list: async () => channels },
    accounts: { find: async name => ACCOUNTS.find(each => each.name === name) },
    isThere: async ({ host, port }) => {
      watch.tried.push(`${host}:${port}`)
      return host === there
    },
    machine: () => watch.now,
  })
  return Object.assign(watch, { isOffline, lookEnds: () => new Promise(setImmediate) })
}

/** What such a watch takes itself for after its first look, and the servers that it has tried. */
async function judged(sight: NetworkSight, channels: readonly Channel[], there?: string) {
  const watch = watching([sight], channels, there)
  expect(watch.isOffline()).toBe(false)
  await watch.lookEnds()
  return { isOffline: watch.isOffline(), tried: watch.tried }
}

const ALL = [
  hook('a', 'https://one.example.org/x'),
  hook('b', 'https://one.example.org/y'),
  hook('c', 'http://one.example.org'),
  channel('d', 'email', { to: 'me@example.org', host: 'mail.example.org' }),
  channel('e', 'email', { to: 'me@example.org', account: 'office' }),
]
const SERVERS = ['one.example.org:443', 'one.example.org:80', 'mail.example.org:587', 'smtp.example.org:2525']
const NAMELESS = [
  channel('push', 'web-push'),
  channel('lost', 'email', { to: 'me@example.org', account: 'none of that name' }),
  channel('reads', 'email', { to: 'me@example.org', account: 'reading' }),
]

it.each<[string, NetworkSight, readonly Channel[], string, boolean, readonly string[]]>([
  ['without a link has no network', CUT, ALL, 'one.example.org', true, []],
  ['whose gateway answers has one, whatever its servers do', WORKS, ALL, '', false, []],
  ['whose gateway is silent has none where none of its servers is there', SILENT, ALL, '', true, SERVERS],
  ['has one where the first of its servers is there', SILENT, ALL, 'one.example.org', false, SERVERS],
  ['has one where the server of a mail account is there', SILENT, ALL, 'smtp.example.org', false, SERVERS],
  ['without a channel tries what it has to tell', SILENT, [], '', false, []],
  ['whose channels name no server tries what it has to tell', SILENT, NAMELESS, '', false, []],
  ['leaves channels that name no server out', SILENT, [...NAMELESS, ...ALL], '', true, SERVERS],
  ['with a modem needs no network', SILENT, [...ALL, channel('modem', 'sms')], '', false, []],
])('a watch %s', async (_what, sight, channels, there, isOffline, tried) => {
  expect(await judged(sight, channels, there)).toEqual({ isOffline, tried })
})

it('a look that failed has found a network', async () => {
  const watch = watching([new Error('the routes cannot be read'), CUT])
  watch.isOffline()
  await watch.lookEnds()
  expect(watch.isOffline()).toBe(false)
  watch.now = 2_000
  watch.isOffline()
  await watch.lookEnds()
  expect(watch.isOffline()).toBe(true)
})

it('a look begins two seconds after the last one, and what that found holds for less than 15', async () => {
  const watch = watching([CUT, WORKS, CUT])
  const at = (now: number) => {
    watch.now = now
    return [watch.isOffline(), watch.looks]
  }
  expect(at(0)).toEqual([false, 1])
  // A look under way is the only one, however long it takes, and counts from its end.
  expect(at(5_000)).toEqual([false, 1])
  await watch.lookEnds()
  expect(at(5_000)).toEqual([true, 1])
  expect(at(6_999)).toEqual([true, 1])
  expect(at(19_999)).toEqual([true, 2])
  expect(at(20_000)).toEqual([false, 2])
  await watch.lookEnds()
  expect(at(20_000)).toEqual([false, 2])
  expect(at(22_000)).toEqual([false, 3])
  await watch.lookEnds()
  expect(at(22_000)).toEqual([true, 3])
})

it('a server is there that takes a connection, and none where no name server knows it', async () => {
  const service = await startReceiver()
  onTestFinished(service.close)
  const isThere = openIsThere({ tunnel: async () => undefined, authorities: async () => undefined })
  const { port } = new URL(service.url)
  expect(await isThere({ host: '127.0.0.1', port: Number(port) })).toBe(true)
  expect(await isThere({ host: '127.0.0.1.invalid', port: Number(port) })).toBe(false)
})
