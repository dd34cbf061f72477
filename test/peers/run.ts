/** A run of a group: its members, senders and services, what befalls them, and the history that is judged. */
import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { History, Message, Rules, Shown, Strike } from '../judge/history'
import { inOwnTime } from '../judge/stamps'
import { startAlertService } from '../support/alert-service'
import { openSwitch } from '../support/network-switch'
import { createRandom } from '../support/random'
import { type MailService, startMailService } from './mail-service'
import { type Members, openMembers, PARTS, PORT } from './members'
import { createSenders, type Door } from './senders'
import { type Event, strike } from './strikes'
import { openWays } from './ways'

export interface Run {
  readonly history: History
  readonly events: readonly Event[]
  readonly lines: readonly string[]
  /** Member -> milliseconds by which its clock is ahead. */
  readonly skews: Readonly<Record<string, number>>
  /** Of the machine at the beginning: the average of a minute. */
  readonly load: number
}

interface RunOptions {
  readonly names: readonly string[]
  readonly seed: number
  readonly seconds: number
  /** Called with what happens, in words. */
  readonly onEvent: (words: string) => void
}

/** Milliseconds. A busy machine needs a longer one. */
const TAKEOVER = Number(process.env.PEERS_TAKEOVER || 10) * 1_000
export const RULES: Rules = { period: 0.8 * TAKEOVER, grace: 0.4 * TAKEOVER, takeover: TAKEOVER }
const CHANNELS = ['hook', 'duty', 'mail'] as const
const MANNERS = { refused: 0.02, cut: 0.02 }
/** Senders at the same time: fewer than the alerts at once that become one message. */
const SENDERS = 8
const SETTLED_MS = 6 * TAKEOVER

export async function runGroup({ names, seed, seconds, onEvent }: RunOptions): Promise<Run> {
  const random = createRandom(seed)
  const network = await openSwitch(names, 3)
  const [, senders = '', services = ''] = network.outside
  const ways = openWays(network, createRandom(seed + 1))
  const web = await startAlertService(createRandom(seed + 2), { host: services, manners: MANNERS })
  const mail = await startMailService(createRandom(seed + 3), services, MANNERS)
  // At least one of them has the right time.
  const skews = Object.fromEntries(
    names.map((name, index) => [
      name,
      index > 0 && random() < 0.6 ? Math.round((random() * 2 - 1) * 60_000) : 0,
    ]),
  )
  const members = openMembers({
    network,
    settings: member => [...groupOf(names.indexOf(member) + 1), ...channelsOf(member, web.url, mail)],
    peer: () => ['every = 10s', 'contact = peers', 'group = on', 'offset = 10m'],
    skew: member => skews[member] ?? 0,
  })
  try {
    const doors = await Promise.all(names.map(member => opened(members, member)))
    const group = createSenders({
      doors,
      localAddress: senders,
      rules: RULES,
      random: createRandom(seed + 4),
    })
    onEvent(`all members run; clocks: ${JSON.stringify(skews)}`)
    const from = Date.now()
    const [load = 0] = loadavg()
    const running = group.run(SENDERS)
    running.catch(() => {})
    const failed = running.then(() => Promise.reject(new Error('the senders ended')))
    failed.catch(() => {})
    const calm = RULES.takeover + 12_000
    const struck = await Promise.race([strike({ members, ways, random, seconds, calm, onEvent }), failed])
    onEvent('nothing more happens')
    group.settle()
    await pause(SETTLED_MS)
    const to = Date.now()
    const shown = await shownBy(doors, group, skews, struck.strikes)
    group.end()
    await running
    const messages = [...web.messages.map(({ host, ...one }) => ({ ...one, member: host })), ...mail.messages]
    const refusals = [...web.refusals.map(({ host, ...one }) => ({ ...one, member: host })), ...mail.refusals]
    const history: History = {
      rules: RULES,
      members: names,
      channels: CHANNELS,
      run: { from, to },
      strikes: struck.strikes,
      cuts: ways.cuts(),
      checks: group.checks.map(check => ({
        ...check,
        attempts: check.attempts.filter(({ at }) => at <= to),
      })),
      messages: messages.filter(({ channel, at }) => channel !== 'peers' && at <= to) as Message[],
      refusals,
      shown,
    }
    return { history, events: struck.events, lines: members.lines, skews, load }
  } finally {
    await members.close()
    web.close()
    await mail.close()
    await network.close()
  }
}

const groupOf = (rank: number) => ['[Group]', `rank = ${rank}`, `takeover = ${RULES.takeover / 1_000}s`]

function channelsOf(member: string, url: string, { host, port }: MailService): string[] {
  return [
    '[channel.hook]',
    'kind = webhook',
    'default = on',
    `url = ${url}/${member}/hook`,
    '[channel.duty]',
    'kind = pagerduty',
    'default = on',
    'routingkey = 0123456789abcdef0123456789abcdef',
    `url = ${url}/${member}`,
    '[channel.mail]',
    'kind = email',
    'default = on',
    'to = people@example.org',
    `from = ${member}@example.org`,
    `host = ${host}`,
    `port = ${port}`,
    'security = none',
    '[channel.peers]',
    'kind = webhook',
    `url = ${url}/${member}/peers`,
  ]
}

async function opened(members: Members, member: string): Promise<Door> {
  for (const part of PARTS) await members.start(member, part)
  const { address } = members.site(member)
  const isUp = () =>
    fetch(`http://${address}:${PORT}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    )
  for (let tries = 0; tries < 60; tries++, await pause(500)) {
    if (!(await isUp())) continue
    const apiKey = (await members.command(member, 'key', 'add', 'senders')).trim()
    if (apiKey !== '') return { member, host: address, port: PORT, apiKey }
  }
  throw new Error(`${member} did not start: ${members.lines.slice(-10).join('\n')}`)
}

async function shownBy(
  doors: readonly Door[],
  group: ReturnType<typeof createSenders>,
  skews: Readonly<Record<string, number>>,
  strikes: readonly Strike[],
): Promise<Shown[]> {
  const shown: Shown[] = []
  for (const door of doors)
    for (const { id, attempts } of group.checks) {
      const read = async (path: string, tries = 10): Promise<ReturnType<typeof JSON.parse>> => {
        const answer = await group.call(door, 'GET', `/api/checks/${id}${path}`).catch(() => undefined)
        if (answer?.status === 200) return JSON.parse(answer.body)
        return tries > 1 && answer?.status !== 404 ? await read(path, tries - 1) : {}
      }
      const [{ status = 'unknown', lastSignalAt = 0 }, { signals = [] }] = await Promise.all([
        read(''),
        read('/signals'),
      ])
      const rids = signals.map(({ detail }: { detail: { rid?: string } }) => detail.rid ?? '')
      const at = inOwnTime(new Date(lastSignalAt).getTime(), door.member, attempts, skews, strikes)
      shown.push({ member: door.member, check: id, status, rids, lastSignalAt: at })
    }
  return shown
}
