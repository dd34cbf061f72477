/** Two webs and two workers on one Redis, all of them killed over and over: no check-in lost, no alert lost, none doubled. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { isFinal } from '../../src/domain/alerts/alert'
import { type Message, startAlertService } from '../support/alert-service'
import { createRandom } from '../support/random'
import { type Strikes, wreakHavoc } from './chaos'
import { type Host, PARTS, startFleet } from './fleet'
import { type Ledger, openLedger } from './ledger'
import { createLives, type Life } from './lives'
import { report } from './report'
import { DEFAULT_SECONDS } from './setup'
import {
  alertVerdict,
  checkInFaults,
  checkOf,
  identityOf,
  otherFaults,
  recordOf,
  type Stored,
} from './verdict'

/** Clients at the same time. */
const CLIENTS = 30
/** Milliseconds within which the alerts in the hands of dead workers are taken over. */
const SETTLED_WITHIN = 600_000
/** Milliseconds within which a message is recorded, if its sender lives. */
const IN_FLIGHT = 30_000

test('two webs and two workers are killed at random: nothing is lost, nothing is sent twice', async () => {
  const seconds = inject('killSeconds')
  const seed = inject('killSeed')
  const random = createRandom(seed)
  const service = await startAlertService(createRandom(seed + 1))
  const fleet = await startFleet(service.url)
  const ledger = openLedger(fleet.redis)
  const lives: Life[] = []
  const inHand = new Set<Message>()
  try {
    for (const part of PARTS) await fleet.start(part)
    const clients = createLives({
      webs: fleet.ports.map(port => ({ host: '127.0.0.1', port })),
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
    const onWorkerGone = async (host: Host, at: number) => {
      for (const message of await unrecorded(host, at, service.messages, ledger)) inHand.add(message)
    }
    const strikes = await Promise.race([
      wreakHavoc(seconds, { fleet, random, onWorkerGone }),
      living.then(() => Promise.reject(new Error('the clients ended'))),
    ])
    ending = true
    await living
    clients.close()
    const settledAfter = await settle(lives, ledger)

    const stored = new Map<string, Stored>()
    for (const { id } of lives) stored.set(id, await ledger.stored(id))
    const result = judge(lives, stored, service.messages, timesOf([...inHand]))
    const figures = {
      seed,
      seconds,
      settledAfter,
      refused: service.refusals.length,
      ...count(lives, stored),
      ...result,
    }
    const text = report(strikes as Strikes, figures)
    console.log(text)
    if (seconds >= DEFAULT_SECONDS) writeFileSync('docs/kills.md', text)
    mkdirSync('build', { recursive: true })
    writeFileSync('build/kills.json', JSON.stringify([...stored, service.messages], null, 1))
    expect(result.faults).toEqual([])
  } catch (error) {
    mkdirSync('build', { recursive: true })
    writeFileSync('build/kills.log', fleet.lines.join('\n'))
    throw error
  } finally {
    await fleet.close()
    ledger.close()
    service.close()
  }
})

/** The messages that a host's worker sent before it was gone and nobody has recorded: they will be sent once more. */
async function unrecorded(
  host: Host,
  goneAt: number,
  messages: readonly Message[],
  ledger: Ledger,
): Promise<Message[]> {
  const recent = messages.filter(message => message.host === host && message.at > goneAt - IN_FLIGHT)
  const found: Message[] = []
  for (const message of recent) {
    const check = checkOf(message)
    const record = check && recordOf(message, await ledger.deliveriesOf(check))
    if (!record || !isFinal(record)) found.push(message)
  }
  return found
}

/** Waits until every alert is sent or dropped; returns the milliseconds that it took. */
async function settle(lives: readonly Life[], ledger: Ledger): Promise<number> {
  const began = Date.now()
  const open = new Map(lives.map(life => [life.id, life]))
  while (Date.now() - began < SETTLED_WITHIN) {
    for (const { id, endsDown } of open.values()) {
      const done = (await ledger.deliveriesOf(id)).every(isFinal)
      if (done && (!endsDown || (await ledger.statusOf(id)) === 'down')) open.delete(id)
    }
    if (open.size === 0 && (await ledger.waiting()) === 0) break
    await pause(1_000)
  }
  // The last flips may have come after the deliveries of their check were read.
  for (const { id } of lives)
    while (!(await ledger.deliveriesOf(id)).every(isFinal) && Date.now() - began < SETTLED_WITHIN)
      await pause(1_000)
  return Date.now() - began
}

function judge(
  lives: readonly Life[],
  stored: ReadonlyMap<string, Stored>,
  messages: readonly Message[],
  inHand: ReadonlyMap<string, number>,
) {
  const faults = otherFaults(messages, inHand)
  const delays: number[] = []
  let [sent, superseded] = [0, 0]
  for (const life of lives) {
    const ofLife = stored.get(life.id) as Stored
    const alerts = alertVerdict(life, ofLife, messages, inHand)
    faults.push(...checkInFaults(life, ofLife), ...alerts.faults)
    if (life.endsDown && ofLife.watched.state.status !== 'down')
      faults.push(`${life.name} is silent and not down`)
    sent += alerts.sent
    superseded += alerts.superseded
    delays.push(...alerts.delays)
  }
  const singles = messages.filter(({ kind }) => kind !== 'digest')
  return {
    faults,
    sent,
    superseded,
    delays: delays.sort((a, b) => a - b),
    messages: messages.length,
    digests: messages.length - singles.length,
    repeated: messages.length - new Set(messages.map(identityOf)).size,
    inHand: [...inHand.values()].reduce((sum, many) => sum + many, 0),
  }
}

function timesOf(messages: readonly Message[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const message of messages) times.set(identityOf(message), (times.get(identityOf(message)) ?? 0) + 1)
  return times
}

function count(lives: readonly Life[], stored: ReadonlyMap<string, Stored>) {
  const tried = lives.flatMap(life => life.tried)
  const flips = [...stored.values()].flatMap(each => each.flips)
  return {
    checks: lives.length,
    tried: tried.length,
    answered: tried.filter(({ answered }) => answered).length,
    stored: [...stored.values()].reduce((sum, { signals }) => sum + signals.length, 0),
    flips: flips.length,
    outages: flips.filter(({ to }) => to === 'down').length,
  }
}
