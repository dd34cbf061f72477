/** The private Redis, killed over and over while it rewrites its file: it starts each time, with all that it acknowledged. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, inject, test } from 'vitest'
import { connectOnce, connectWorker, type Redis } from '../../src/io/redis/client'
import { createRandom } from '../support/random'
import { startRedis } from '../support/redis'
import { addRow, addTable } from './report'

/** SIGKILLs at random moments of a rewrite. */
const KILLS = Number(process.env.REWRITE_KILLS ?? 2_000)
const KEYS = 300
/** A rewrite of these keys takes about 15 ms on an idle machine. */
const LONGEST_MS = 40

const table = {
  file: '4-rewrite-kills',
  title: 'Kills during a rewrite of the append-only file',
  text: 'Writers send all the time; the server is killed at a random moment after BGREWRITEAOF, and started again.',
  columns: ['kills', 'starts', 'acknowledged writes', 'lost', 'starts with a repair'],
}
addTable(table)

const random = createRandom(inject('seed'))
const redis = await startRedis()
afterAll(() => redis.close())

/** Writes one number after the other to random keys until the server has gone; `acknowledged` has the newest of each key. */
async function write(connection: Redis, acknowledged: Map<string, number>, numbers: { next: number }) {
  for (;;) {
    const key = `key:${Math.floor(random() * KEYS)}`
    const number = numbers.next++
    try {
      await connection.set(key, `${number}:${'x'.repeat(Math.floor(random() * 4_000))}`)
      acknowledged.set(key, Math.max(number, acknowledged.get(key) ?? 0))
    } catch {
      return
    }
  }
}

test(
  `starts after each of ${KILLS} kills`,
  async () => {
    const acknowledged = new Map<string, number>()
    const numbers = { next: 1 }
    let lost = 0
    let repairs = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const { connection, connected } = connectOnce(redis.target)
      await connected
      const writers = Array.from({ length: 8 }, () => write(connection, acknowledged, numbers))
      await pause(random() * 10)
      // It refuses while one that it began by itself is under way, which is as good.
      await connection.bgrewriteaof().catch(() => {})
      await pause(random() * LONGEST_MS)
      redis.signal('SIGKILL')
      await Promise.all(writers)
      connection.disconnect()
      const said = await redis.restart()
      if (said.length > 0) repairs++
      lost += await missing(acknowledged)
    }
    addRow(table, [KILLS, KILLS, numbers.next - 1, lost, repairs])
    expect(lost).toBe(0)
  },
  KILLS * 5_000,
)

/** Counts the keys whose value is older than the newest one that was acknowledged. */
async function missing(acknowledged: ReadonlyMap<string, number>): Promise<number> {
  // It waits for the answer: on a busy machine half a megabyte may take longer than a request's time limit.
  const connection = connectWorker(redis.target)
  const keys = [...acknowledged.keys()]
  const values = keys.length === 0 ? [] : await connection.mget(keys)
  connection.disconnect()
  return keys.filter((key, at) => Number.parseInt(values[at] ?? '0', 10) < (acknowledged.get(key) ?? 0))
    .length
}
