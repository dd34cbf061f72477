/**
 * Two webs and two workers, on two hosts, on each kind of servers: programs and servers die, stand still, fail over and move at
 * random, hosts are cut off by a network that drops packets, and one clock is wrong. Clients note each answer, services each
 * message; in the end both are compared with what is stored. SEED and FLEET_SECONDS choose the run.
 */
import { randomInt } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { isFinal } from '../../src/domain/alerts/alert'
import { HOSTS } from '../kills/fleet'
import { type Ledger, openLedger } from '../kills/ledger'
import { createLives, type Life } from '../kills/lives'
import { alertVerdict, checkInFaults, identityOf, otherFaults, type Stored } from '../kills/verdict'
import { type Message, startAlertService } from '../support/alert-service'
import { skewedClock } from '../support/faketime'
import { createRandom } from '../support/random'
import { doublesIn, type Strike, unrecordedOf } from './doubles'
import { BACKBONE, type Hosts, openBackbone, openHosts, PROGRAMS } from './hosts'
import { note } from './report'
import { WORLDS, type World, type WorldKind } from './worlds'

const SECONDS = Number(process.env.FLEET_SECONDS || 45)
const seed = Number(process.env.SEED || randomInt(1_000_000))
const CLIENTS = 12
/** Seconds. */
const [PERIOD, GRACE] = [10, 5]
const SETTLED_WITHIN = 240_000
for (const kind of WORLDS)
  it.skipIf(kind.open === undefined)(
    `${kind.name}: nothing acknowledged is lost, no alarm is false, missing, or doubled without proof (SEED=${seed})`,
    () => runWorld(kind),
    SECONDS * 1_000 + SETTLED_WITHIN + 120_000,
  )

async function runWorld(kind: WorldKind): Promise<void> {
  const closeBackbone = openBackbone()
  const files = `build/fleet/${kind.name.replaceAll(' ', '-')}`
  rmSync(files, { recursive: true, force: true })
  const world = await (kind.open as (logs: string) => Promise<World>)(files)
  const service = await startAlertService(createRandom(seed + 1), { host: BACKBONE })
  const hosts = openHosts({
    redis: world.url,
    copies: world.copies,
    ...(world.shards !== undefined && { shards: world.shards }),
    service: service.url,
    envOf: program => (program === 'worker B' && kind.skewMs ? skewedClock(kind.skewMs) : {}),
  })
  const ledger = openLedger(world.url, world.shards)
  const lives: Life[] = []
  try {
    for (const program of PROGRAMS) await hosts.start(program)
    await ledger.joined(HOSTS.length)
    const clients = createLives({
      webs: hosts.webs,
      period: PERIOD,
      grace: GRACE,
      next: 'other',
      apiKey: await ledger.apiKey(),
      pingKey: await ledger.pingKey(),
      random: createRandom(seed + 2),
      statusOf: ledger.statusOf,
    })
    let ending = false
    const client = async () => {
      while (!ending)
        await clients.live(
          () => ending,
          life => lives.push(life),
        )
    }
    const living = Promise.all(Array.from({ length: CLIENTS }, client))
    const failed = living.then(() => Promise.reject(new Error('the clients ended')))
    failed.catch(() => {})
    const strikes = await Promise.race([strike(world, hosts, createRandom(seed)), failed])
    ending = true
    await living
    clients.close()
    await settle(lives, ledger)
    const stored = new Map<string, Stored>()
    for (const { id } of lives) stored.set(id, await ledger.stored(id))
    judge(kind, files, lives, stored, service.messages, strikes as readonly Strike[])
  } finally {
    writeFileSync(`${files}/programs.log`, hosts.lines.join('\n'))
    await hosts.close()
    ledger.close()
    service.close()
    await world.close()
    closeBackbone()
  }
}

/** One event after the other: of the servers, of a program, or of a cable. */
async function strike(world: World, hosts: Hosts, random: () => number): Promise<readonly Strike[]> {
  const strikes: Strike[] = []
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T
  const events: Record<string, () => Promise<Strike['on']>> = {
    'a program dies (kill -9)': async () => {
      const program = pick(PROGRAMS)
      await hosts.signal(program, 'SIGKILL')
      await pause(200 + random() * 1_500)
      await hosts.start(program)
      return program
    },
    'a host is cut off (packets are dropped)': async () => {
      const host = pick(HOSTS)
      hosts.network(host).swallow()
      await pause(3_000 + random() * 17_000)
      hosts.network(host).plugIn()
      return host
    },
  }
  await pause(3_000)
  for (const end = Date.now() + SECONDS * 1_000; Date.now() < end; await pause(1_000 + random() * 4_000)) {
    // Those of the servers are what this is about.
    const what = pick(random() < 0.6 ? Object.keys(world.events) : Object.keys(events))
    const from = Date.now()
    const onServers = world.events[what]
    if (onServers) await onServers(random)
    const on = onServers ? 'servers' : await events[what]?.()
    if (on) strikes.push({ what, on, from, to: Date.now() })
  }
  return strikes
}

async function settle(lives: readonly Life[], ledger: Ledger): Promise<void> {
  const open = new Map(lives.map(life => [life.id, life]))
  for (const end = Date.now() + SETTLED_WITHIN; Date.now() < end; await pause(1_000)) {
    for (const { id, endsDown } of open.values())
      if (
        (await ledger.deliveriesOf(id)).every(isFinal) &&
        (!endsDown || (await ledger.statusOf(id)) === 'down')
      )
        open.delete(id)
    if (open.size === 0 && (await ledger.waiting()) === 0) return
  }
}

function judge(
  { name }: WorldKind,
  files: string,
  lives: readonly Life[],
  stored: ReadonlyMap<string, Stored>,
  messages: readonly Message[],
  strikes: readonly Strike[],
): void {
  const doubles = doublesIn(messages, strikes)
  const inHand = unrecordedOf(messages, strikes)
  const faults = otherFaults(messages, inHand)
  let sent = 0
  for (const life of lives) {
    const ofLife = stored.get(life.id) as Stored
    const alerts = alertVerdict(life, ofLife, messages, inHand)
    faults.push(...checkInFaults(life, ofLife), ...alerts.faults, ...falseAlarms(life, ofLife))
    if (life.endsDown && ofLife.watched.state.status !== 'down')
      faults.push(`${life.name} is silent and not down`)
    sent += alerts.sent
  }
  const count = (pattern: RegExp) => faults.filter(fault => pattern.test(fault)).length
  const tried = lives.flatMap(life => life.tried)
  const byKind = new Map<string, number>()
  for (const { what } of strikes) byKind.set(what, (byKind.get(what) ?? 0) + 1)
  for (const { message, again, strike } of doubles) {
    const seconds = (at: number) => `${((at - message.at) / 1_000).toFixed(1)} s`
    const proof =
      strike && `${strike.what} (${strike.on}) from ${seconds(strike.from)} to ${seconds(strike.to)}`
    note('doubles', [name, message.kind, message.host, seconds(again.at), proof ?? '**none**'].join(' | '))
  }
  const unproved = doubles.filter(({ strike }) => strike === undefined)
  faults.push(...unproved.map(({ message }) => `${identityOf(message)}: doubled without proof`))
  const cells = [
    `${name} (seed ${seed})`,
    [...byKind].map(([what, many]) => `${many} × ${what}`).join(', '),
    `${tried.filter(({ answered }) => answered).length} of ${tried.length}`,
    count(/answered 2xx/),
    sent,
    count(/false alarm/),
    count(/: lost|silent and not down/),
    count(/out of order/),
    `${doubles.length} (${unproved.length + count(/sent twice/)})`,
  ]
  note('chaos', cells.join(' | '))
  writeFileSync(
    `${files}/ledger.json`,
    JSON.stringify({ seed, faults, strikes, doubles, lives, stored: [...stored], messages }, null, 1),
  )
  expect(faults).toEqual([])
}

/** Downs by silence of a sender that was not silent. */
function falseAlarms({ name, silences, tried }: Life, { flips, signals }: Stored): string[] {
  const failures = new Set(tried.filter(({ kind }) => kind === 'fail').map(({ rid }) => rid))
  const failedAt = signals.filter(({ detail }) => failures.has(detail.rid ?? '')).map(({ at }) => at)
  return flips.flatMap(({ to, at }) => {
    if (to !== 'down' || failedAt.some(moment => Math.abs(moment - at) < 5)) return []
    const isSilent = silences.some(
      ({ from, to: until = Number.POSITIVE_INFINITY }) => from < at && at < until + 1_000,
    )
    return isSilent ? [] : [`${name}: false alarm at ${new Date(at).toISOString()}`]
  })
}
