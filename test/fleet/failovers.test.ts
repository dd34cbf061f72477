/**
 * Twenty planned failovers and twenty deaths of the primary (kill -9), with a primary and two replicas behind three Sentinels, on Redis
 * 8.0 of Debian 13 and `copies = 2`. Senders check in all the while; each answer is noted. SEED chooses the moments.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { StoreUnavailable } from '../../src/domain/net/unavailable'
import { connectStore } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { failOver, untilAnother } from '../support/failovers'
import { createRandom } from '../support/random'
import { type Node, type SentinelGroup, startSentinelGroup } from '../support/redis-group'
import { plan, signal } from '../support/watch'
import { note } from './report'
import { trixieServer } from './servers'

const FAILOVERS = Number(process.env.FAILOVERS || 20)
const SENDERS = 8
const seed = Number(process.env.SEED || randomInt(1_000_000))
const command = trixieServer('redis-server')

interface Tally {
  acknowledged: number
  refused: number
  lost: number
  odd: string[]
}

async function runFailovers(fail: (group: SentinelGroup, primary: Node) => Promise<void>): Promise<Tally> {
  const random = createRandom(seed)
  const group = await startSentinelGroup({ command: command ?? [] })
  onTestFinished(() => group.close())
  const open = () => {
    const connection = connectStore({ url: group.url, prefix: 'home', copies: 2 })
    connection.on('error', () => {})
    const store = openCheckStore(connection, openSchedules())
    onTestFinished(() => store.close())
    return { connection, store }
  }
  const { connection, store } = open()
  await expect.poll(() => connection.status, { timeout: 20_000 }).toBe('ready')
  const ids: string[] = []
  const create = (name: string) =>
    store.create(plan(name), 'page', Date.now()).then(
      ({ check }) => ids.push(check.id),
      () => 0,
    )
  for (let made = 0; made < SENDERS; made++)
    await expect.poll(() => create(`sender ${made}`), { timeout: 20_000 }).toBeGreaterThan(0)
  const signalsOf = async (id: string): Promise<number> => {
    const found = await store.get(id).catch(() => undefined)
    return found?.state.signals ?? (await pause(100).then(() => signalsOf(id)))
  }
  const tally: Tally = { acknowledged: 0, refused: 0, lost: 0, odd: [] }
  /** The highest number of signals of each check that an answer is about. */
  const answered = new Map<string, number>()
  let isOver = false
  const senders = ids.map(async id => {
    while (!isOver) {
      await pause(1 + random() * 5)
      await store.record({ id }, signal('success', Date.now())).then(
        recorded => {
          if (recorded.kind !== 'accepted') return void tally.odd.push(recorded.kind)
          tally.acknowledged++
          answered.set(id, (answered.get(id) ?? 0) + 1)
        },
        error => {
          tally.refused++
          if (!(error instanceof StoreUnavailable)) tally.odd.push(String(error))
        },
      )
    }
  })
  for (let done = 0; done < FAILOVERS; done++) {
    await pause(300 + random() * 1_000)
    // One failure at a time: a primary that comes back is a replica again before the next one.
    await group.whole()
    await fail(group, await group.primary())
    const from = tally.acknowledged
    await expect.poll(() => tally.acknowledged, { timeout: 60_000 }).toBeGreaterThan(from + 20)
  }
  isOver = true
  await Promise.all(senders)
  for (const [id, count] of answered) tally.lost += Math.max(0, count - (await signalsOf(id)))
  return tally
}

const title = (what: string) => `${FAILOVERS} ${what} lose no check-in that was acknowledged (SEED=${seed})`

it.skipIf(command === undefined)(
  title('planned failovers'),
  async () => {
    const tally = await runFailovers(failOver)
    note(
      'failovers',
      `planned (\`SENTINEL FAILOVER\`) | ${FAILOVERS} | ${tally.acknowledged} | ${tally.refused} | ${tally.lost}`,
    )
    expect(tally.odd).toEqual([])
    expect(tally.lost).toBe(0)
  },
  900_000,
)

it.skipIf(command === undefined)(
  title('deaths of the primary (kill -9)'),
  async () => {
    const tally = await runFailovers(async (group, primary) => {
      primary.signal('SIGKILL')
      await untilAnother(group, primary)
      await primary.restart()
    })
    note(
      'failovers',
      `death of the primary (\`kill -9\`) | ${FAILOVERS} | ${tally.acknowledged} | ${tally.refused} | ${tally.lost}`,
    )
    expect(tally.odd).toEqual([])
    expect(tally.lost).toBe(0)
  },
  900_000,
)
