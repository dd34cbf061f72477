/** The checks of each job, as this process remembers them: it learns of each change of a plan. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Check } from '../../domain/watch/check'
import { type JobCheck, type JobTable, jobOf } from '../../domain/watch/jobs'
import { namesOf, type Redis } from '../redis/client'
import { shardOf } from '../redis/shards'
import { scanHash } from './read-checks'

const AGAIN_MS = 500
/** Plans that are read at a time. */
const PAGE = 500

/**
 * @param connection for reading
 * @param subscriber one of its own: it waits for messages
 */
export function openJobTable(connection: Redis, subscriber: Redis): JobTable & { learn(check: Check): void } {
  const { messages } = namesOf(connection)
  let byJob = new Map<string, readonly JobCheck[]>()
  const jobs = new Map<string, string>()
  let isSubscribed = false
  let isStale = true
  let working = false
  /** Ids of checks whose plans are to be read. */
  const changed = new Set<string>()
  const waiting = new Set<() => void>()

  function forget(id: string): void {
    const job = jobs.get(id)
    if (job === undefined) return
    jobs.delete(id)
    const left = (byJob.get(job) ?? []).filter(check => check.id !== id)
    if (left.length === 0) byJob.delete(job)
    else byJob.set(job, left)
  }

  function learn(check: Check): void {
    forget(check.id)
    const job = jobOf(check)
    if (job === undefined) return
    jobs.set(check.id, job)
    byJob.set(job, [...(byJob.get(job) ?? []), { id: check.id, expect: check.expect }])
  }

  async function load(): Promise<void> {
    byJob = new Map()
    jobs.clear()
    for await (const plans of scanHash(connection, 'plans', PAGE))
      for (const [, plan] of plans) learnText(plan)
  }

  /** A plan that cannot be read is a damaged record, which the watch reports by itself. */
  function learnText(plan: string): void {
    try {
      learn(JSON.parse(plan) as Check)
    } catch {}
  }

  async function renew(id: string): Promise<void> {
    const shard = shardOf(connection, id)
    const plan = await shard.hget(namesOf(shard).watch.plans, id)
    if (plan === null) forget(id)
    else learnText(plan)
  }

  /** Does what is to be done, in the order in which it came; where Redis cannot be read, everything is read anew. */
  async function work(): Promise<void> {
    if (working) return
    working = true
    while (isSubscribed && (isStale || changed.size > 0)) {
      try {
        if (isStale) {
          isStale = false
          changed.clear()
          await load()
        } else
          for (const id of changed) {
            // A change that comes meanwhile is read for itself.
            changed.delete(id)
            await renew(id)
          }
      } catch {
        isStale = true
        await pause(AGAIN_MS, undefined, { ref: false })
      }
    }
    working = false
    if (!isReady()) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  const isReady = () => isSubscribed && !isStale && changed.size === 0 && !working

  // Messages that came while the connection was lost are missed.
  subscriber.on('ready', () => {
    subscriber.subscribe(messages.plans).then(
      () => {
        isSubscribed = true
        isStale = true
        void work()
      },
      () => {},
    )
  })
  subscriber.on('close', () => {
    isSubscribed = false
  })
  subscriber.on('message', (_channel, id: string) => {
    changed.add(id)
    void work()
  })

  async function ready(): Promise<void> {
    while (!isReady()) await new Promise<void>(resolve => waiting.add(resolve))
  }

  /** On the connection on which changes come: behind its answer, none from before is under way. */
  async function roundTrip(): Promise<boolean> {
    try {
      await subscriber.ping()
      return true
    } catch {
      return false // Where the connection was lost, everything is read anew.
    }
  }

  return {
    learn,
    checksOf: job => byJob.get(job) ?? [],
    ready,
    confirm: async () => {
      await ready()
      while (!(await roundTrip())) {
        await pause(AGAIN_MS)
        await ready()
      }
      await ready()
    },
  }
}
