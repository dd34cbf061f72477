/** Looks at a Redis server: when the connection is new, and then once a minute at most. */
import { type Copied, type ServerFacts, worstOf } from '../../domain/redis/server-faults'
import type { Clock } from '../../domain/time/clock'
import { copiesOf, copyLocatorOf, namesOf, type Redis, readyShards } from './client'
import { areCopied } from './copies'
import { infoField, serverVersion, unlessRefused } from './errors'
import { onOpened } from './shards'

/** A look is used for so long. */
const KEPT_MS = 55_000

export type LookAtServer = () => Promise<ServerFacts>

/** `connection`: any, also one that others use. Fails where the server does not answer. */
export function openServerLook(connection: Redis, now: Clock = Date.now): LookAtServer {
  let last: { readonly at: number; readonly facts: Promise<ServerFacts> } | undefined
  onOpened(connection, opened =>
    opened.on('ready', () => {
      last = undefined
    }),
  )
  return () => {
    if (last !== undefined && performance.now() - last.at < KEPT_MS) return last.facts
    const look = { at: performance.now(), facts: lookAtAll(connection, now) }
    last = look
    look.facts.catch(() => {
      if (last === look) last = undefined
    })
    return look.facts
  }
}

/** The servers of all parts of the checks, as if they were one. */
async function lookAtAll(connection: Redis, now: Clock): Promise<ServerFacts> {
  const shards = await readyShards(connection)
  const [first, ...others] = await Promise.all(shards.map(shard => lookAt(shard, now)))
  return others.reduce(worstOf, first as ServerFacts)
}

async function lookAt(connection: Redis, now: Clock): Promise<ServerFacts> {
  const [{ info, ahead }, sync, mayPublish, maySubscribe] = await Promise.all([
    infoAndClock(connection, now),
    syncOf(connection),
    mayPublishOn(connection),
    maySubscribeOn(connection),
  ])
  const field = (name: string) => infoField(info, name) ?? ''
  const max = Number(field('maxmemory'))
  const [isPrimary, replicas] = [field('role') !== 'slave', Number(field('connected_slaves'))]
  const copies = copiesOf(connection)
  const areWritten = isPrimary && copies > 1 && replicas >= copies - 1
  const copied = areWritten ? await copiedOn(connection, copies, replicas) : undefined
  return {
    server: serverVersion(info),
    version: field('redis_version'),
    policy: max > 0 ? field('maxmemory_policy') : '',
    memory: { used: Number(field('used_memory')), max },
    sync: field('aof_enabled') === '0' ? 'no' : sync,
    isPrimary,
    replicas,
    mayPublish,
    maySubscribe,
    copies,
    ...(copied !== undefined && { copied }),
    ...(ahead !== undefined && { ahead }),
  }
}

/** Undefined where the user may not ask, as with many servers that somebody else runs. */
async function syncOf(connection: Redis): Promise<ServerFacts['sync']> {
  const reply = await connection.config('GET', 'appendfsync').catch(unlessRefused)
  const [, value] = (reply ?? []) as string[]
  return value === 'no' ? 'never' : value === 'always' || value === 'everysec' ? value : undefined
}

/** Whether the user may; the appliance's own server has no access control. */
async function mayPublishOn(connection: Redis): Promise<boolean> {
  if (connection.options.path) return true
  // A message that asks nothing of anybody: web apps answer it by a renewed claim, which they make anyway.
  return (
    (await connection.publish(namesOf(connection).messages.rollCall, '').catch(unlessRefused)) !== undefined
  )
}

/** The connections on which subscribing is tried, which can do nothing else any more. */
const trials = new WeakMap<Redis, Redis>()
/** The connections on which it is tried whether a write gets to other servers: commands of others would wait meanwhile. */
const copyTrials = new WeakMap<Redis, Redis>()

/** Whether a write is on the disks of so many servers in time; undefined where that cannot be tried. */
async function copiedOn(connection: Redis, copies: number, replicas: number): Promise<Copied | undefined> {
  const trial = copyTrials.get(connection) ?? openTrial(connection, copyTrials)
  const tried = { copies, replicas, key: namesOf(connection).tried, locator: copyLocatorOf(connection) }
  return await areCopied(trial, tried).catch(isNoCopy)
}

/** A check-in gets the same: the server refuses it for want of replicas (`min-replicas-to-write`), or is not done in time. */
function isNoCopy({ message }: Error): 'no' | undefined {
  return /^NOREPLICAS\b|timed out/.test(message) ? 'no' : undefined
}

/** Whether the user may subscribe. A server ends the connections of a user from whom it takes messages, so that a trial that stands is tried again. */
async function maySubscribeOn(connection: Redis): Promise<boolean> {
  if (connection.options.path) return true
  const trial = trials.get(connection) ?? openTrial(connection, trials)
  try {
    await trial.subscribe(namesOf(connection).messages.changed)
    return true
  } catch (error) {
    trial.disconnect()
    return !/^NOPERM\b/.test((error as Error).message)
  }
}

/** It ends with the connection, whose next one may lead to another server. */
function openTrial(connection: Redis, trials: WeakMap<Redis, Redis>): Redis {
  const trial = connection.duplicate({
    retryStrategy: () => null,
    enableOfflineQueue: true,
    commandTimeout: 1_500,
    enableAutoPipelining: false,
  })
  const end = () => trial.disconnect()
  trials.set(connection, trial)
  trial.on('error', () => {}) // The subscription fails then.
  trial.once('end', () => {
    connection.off('close', end)
    if (trials.get(connection) === trial) trials.delete(connection)
  })
  connection.once('close', end)
  return trial
}

/**
 * INFO, and how far the server's clock is ahead of ours, in milliseconds; that of a server at a socket is the same clock. The
 * moment in INFO is 100 ms old at most; a server whose INFO has none is asked for its time.
 */
async function infoAndClock(connection: Redis, now: Clock) {
  let before = now()
  let began = performance.now()
  const info = await connection.info()
  if (connection.options.path) return { info }
  let there = Number(infoField(info, 'server_time_usec') ?? Number.NaN) / 1000
  if (Number.isNaN(there)) {
    before = now()
    began = performance.now()
    const time = await connection.time().catch(unlessRefused)
    if (time === undefined) return { info }
    there = Number(time[0]) * 1000 + Number(time[1]) / 1000
  }
  const took = performance.now() - began
  const ahead = there - before - took / 2
  // A slow answer shows the difference only roughly, and is not held against the clock.
  return { info, ahead: Math.sign(ahead) * Math.max(0, Math.abs(ahead) - took / 2) }
}
