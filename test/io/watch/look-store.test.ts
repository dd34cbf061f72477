import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changesOfChecks } from '../../../src/domain/appliance/backup-changes'
import type { Look } from '../../../src/domain/probes/look'
import type { Probe } from '../../../src/domain/probes/probe'
import { LOOK_FLUSH_MS } from '../../../src/domain/time/limits'
import type { Check } from '../../../src/domain/watch/check'
import type { LookStore, ProbedCheck } from '../../../src/domain/watch/looks'
import { openBackupStore } from '../../../src/io/appliance/backup-store'
import { connectWorker, namesOf } from '../../../src/io/redis/client'
import { idBeside, shardOf } from '../../../src/io/redis/shards'
import { openLookStore } from '../../../src/io/watch/look-store'
import { openProvisioning } from '../../../src/io/watch/provisioning'
import { openSchedules } from '../../../src/io/watch/schedules'
import { allChecks } from '../../support/all-checks'
import { commandsDuring } from '../../support/commands'
import { startRedis, type TestRedis } from '../../support/redis'
import { type OpenStore, openLooks, openStore, plan, START } from '../../support/watch'

const SECOND = 1_000
const WELL: Look = { answer: 'success', detail: 'nas:445 accepts connections', took: 12 }
const BROKEN: Look = { answer: 'failure', detail: 'nas:445 refuses connections' }
/** Bytes that a disk writes at once. */
const PAGE = 4_096
const UNSEEN: Look = { answer: 'blind', detail: 'no network here leads to it' }
const PROBE = { kind: 'tcp', target: 'nas:445', every: 60 * SECOND, settings: {} } as const

let redis: TestRedis
let web: OpenStore
let looks: LookStore

beforeEach(async () => {
  redis = await startRedis()
  web = await openStore(redis)
  looks = openLooks(redis)
})
afterEach(async () => {
  await Promise.all([web.store.close(), looks.close()])
  await redis.close()
})

/** Its checks are in one part of the watch. */
async function probed(name = 'nas', probe: Probe = PROBE): Promise<ProbedCheck> {
  const id = idBeside(web.connection, 'one part')
  const { check } = await web.store.create(plan(name, { probe }), 'page', START, id)
  return { ...check, probe }
}

const deadlineKeyOf = ({ id }: Check) => namesOf(shardOf(web.connection, id)).watch.deadlines

/** Bytes of Redis' files: they grow by each write. */
async function written(): Promise<number> {
  const folder = join(redis.home, 'redis')
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = files
    .filter(file => file.isFile() && file.name.includes('aof'))
    .map(async file => (await stat(join(file.parentPath, file.name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** The writes in the log of Redis. It writes the effects of one command as one transaction, and syncs each write by itself at most. */
async function writes(): Promise<number> {
  const folder = join(redis.home, 'redis')
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const logs = files.filter(file => file.isFile() && file.name.endsWith('.incr.aof'))
  const texts = await Promise.all(logs.map(file => readFile(join(file.parentPath, file.name), 'latin1')))
  return texts
    .join('')
    .replace(/\*1\r\n\$5\r\nMULTI\r\n.*?\*1\r\n\$4\r\nEXEC\r\n/gs, '*1\r\n')
    .split(/(?:^|\r\n)(?=\*\d+\r\n)/)
    .filter(command => !/^\*2\r\n\$6\r\nSELECT/.test(command)).length
}

const stateOf = async ({ id }: Check) => (await web.store.get(id))?.state

describe('a look', () => {
  it('makes its check up and down, with what was seen', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'up', lastDuration: 12, lastSignalKind: 'success' })
    await looks.record(check.id, BROKEN, START + 61 * SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'down', lastSignalKind: 'fail' })
    const [newest] = await web.store.bodies(check.id)
    expect(newest).toMatchObject({ kind: 'fail', body: 'nas:445 refuses connections' })
    expect(await web.store.flips(check.id)).toMatchObject([
      { to: 'down', reason: 'failure' },
      { to: 'up', reason: 'success' },
    ])
  })

  it('whose answer from Redis is lost with the connection counts once', async () => {
    const connection = connectWorker(redis.target)
    connection.on('error', () => {})
    const own = openLookStore(connection, openSchedules(), '0123456789ab')
    const id = idBeside(web.connection, 'one part')
    const options = plan('nas', { probe: PROBE, failuresBeforeAlert: 2 })
    const { check } = await web.store.create(options, 'page', START, id)
    await own.record(check.id, WELL, START + SECOND)
    const at = START + 61 * SECOND
    expect(await own.claim({ ...check, probe: PROBE }, at, at, at + SECOND)).toBe(true)
    const { stream } = shardOf(connection, check.id)
    stream.pause()
    const recording = own.record(check.id, BROKEN, at)
    await expect.poll(async () => (await stateOf(check))?.lastSignalKind).toBe('fail')
    stream.destroy()
    await recording
    expect(await stateOf(check)).toMatchObject({ status: 'up', consecutiveFailures: 1, signals: 2 })
    await own.close()
  })

  it('without any network moves the moment at which its check would be blind', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + SECOND)
    const deadline = (await stateOf(check))?.deadline ?? 0
    for (const minute of [1, 2, 3, 4, 5])
      await looks.record(check.id, { ...UNSEEN, isCutOff: true }, START + (60 * minute + 1) * SECOND)
    expect(await stateOf(check)).toMatchObject({
      status: 'up',
      unseen: { since: START + 61 * SECOND },
      deadline: deadline + 300 * SECOND,
    })
    expect(await web.store.flips(check.id)).toHaveLength(1)
  })

  it('that could not see changes no status', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + SECOND)
    await looks.record(check.id, UNSEEN, START + 61 * SECOND)
    await looks.record(check.id, UNSEEN, START + 121 * SECOND)
    expect(await stateOf(check)).toMatchObject({
      status: 'up',
      unseen: { since: START + 61 * SECOND, why: 'no network here leads to it' },
    })
  })

  it('of a paused check ends no pause', async () => {
    const check = await probed()
    await web.store.pause(check.id, START)
    await looks.record(check.id, BROKEN, START + SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'paused', signals: 0 })
  })

  it('leaves the phases of the last answer, and none of an earlier one', async () => {
    const check = await probed()
    await looks.record(check.id, { ...WELL, phases: { tcp: 3.4, tls: 11.6 } }, START)
    expect((await stateOf(check))?.phases).toEqual({ tcp: 3, tls: 12 })
    await looks.record(check.id, UNSEEN, START + 60 * SECOND)
    expect((await stateOf(check))?.phases).toEqual({ tcp: 3, tls: 12 })
    await looks.record(check.id, BROKEN, START + 120 * SECOND)
    expect((await stateOf(check))!.phases).toBeUndefined()
  })

  it('is applied to its check as that is at the end, whatever happened since the beginning', async () => {
    const check = await probed()
    expect(await looks.claim(check, START, START, START + 10 * SECOND)).toBe(true)
    await web.store.pause(check.id, START)
    await looks.record(check.id, BROKEN, START + SECOND, PROBE)
    expect(await stateOf(check)).toMatchObject({ status: 'paused', signals: 0 })

    const other = await probed('other')
    expect(await looks.claim(other, START, START, START + 10 * SECOND)).toBe(true)
    await web.store.update(other.id, { probe: { ...PROBE, target: 'nas:80' } }, START)
    await looks.record(other.id, BROKEN, START + SECOND, PROBE)
    expect(await stateOf(other)).toMatchObject({ status: 'new' })
  })

  it('that comes late, when another worker has looked since, changes nothing', async () => {
    const check = await probed()
    const other = openLooks(redis)
    const [first, second] = [START + 60 * SECOND, START + 120 * SECOND]
    expect(await looks.claim(check, first, first, first + 6 * SECOND)).toBe(true)
    expect(await other.claim(check, second, second, second + 6 * SECOND)).toBe(true)
    await other.record(check.id, WELL, second + SECOND)
    await looks.record(check.id, BROKEN, first + SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'up', lastSignalAt: second + SECOND })
    await other.close()
  })

  it('counts after the clock was set back, though the one before it lies in the future', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + 3_600 * SECOND)
    await looks.claim(check, START, START, START + 6 * SECOND)
    await looks.record(check.id, BROKEN, START + SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'down', lastSignalAt: START + SECOND })
  })

  it('reads its check once, with its claim', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START, PROBE)
    const commands = await commandsDuring(web.connection, async () => {
      expect(await looks.claim(check, START + 60_000, START + 60_000, START + 70_000)).toBe(true)
      await looks.record(check.id, WELL, START + 61_000, PROBE)
      await looks.end(check, START + 60_000)
    })
    // Its state and plan, and what three scripts read: the claim, the state before it is written, the claim before it is ended.
    expect(commands).toMatchObject({ hget: 2 + 2, hmget: 1, hset: 3 })
  })

  it('of a check that is gone, or has no probe any more, changes nothing', async () => {
    const gone = await probed()
    await web.store.remove(gone.id)
    await looks.record(gone.id, BROKEN, START)
    expect(await web.store.get(gone.id)).toBeUndefined()
    const changed = await probed()
    await web.store.update(changed.id, { probe: undefined }, START)
    await looks.record(changed.id, BROKEN, START + SECOND)
    expect(await stateOf(changed)).toMatchObject({ status: 'new' })
  })
})

describe('a probe that looks at something else', () => {
  const ELSEWHERE = { ...PROBE, target: 'nas:80' } as const

  it('makes its check new, by the page and the API alike', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + SECOND)
    await web.store.update(check.id, { probe: ELSEWHERE }, START + 2 * SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'new' })
    expect((await web.store.flips(check.id))[0]).toMatchObject({ from: 'up', to: 'new', reason: 'replanned' })
    await looks.record(check.id, WELL, START + 3 * SECOND, ELSEWHERE)
    expect(await stateOf(check)).toMatchObject({ status: 'up' })
    await web.store.update(check.id, { probe: { ...ELSEWHERE, every: 30 * SECOND } }, START + 4 * SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'up', lastSuccessAt: START + 3 * SECOND })
  })

  it.each(['written', 'still in memory'])('takes no response times along that are %s', async where => {
    const check = await probed()
    const took = (ms: number) => ({ ...WELL, took: ms })
    await looks.record(check.id, took(11), START + SECOND)
    if (where === 'written') await looks.flush()
    const times = async () =>
      (await web.store.times(check.id, START + 300 * SECOND)).minutes.map(({ took }) => took)
    expect(await times()).toEqual(where === 'written' ? [11] : [])
    await web.store.update(check.id, { probe: { ...PROBE, every: 30 * SECOND } }, START + 2 * SECOND)
    await looks.record(check.id, took(12), START + 60 * SECOND)
    await web.store.update(check.id, { probe: ELSEWHERE }, START + 61 * SECOND)
    await looks.flush()
    expect(await times()).toEqual([])
    await looks.record(check.id, took(13), START + 120 * SECOND, ELSEWHERE)
    await looks.flush()
    expect(await times()).toEqual([13])
  })

  it('makes the one that the INI provides new', async () => {
    const provisioning = openProvisioning(web.connection, web.store, openSchedules(), { id: '0123456789ab' })
    const provide = (target: string) =>
      provisioning.provide([{ key: 'nas', plan: plan('nas', { probe: { ...PROBE, target } }) }], true, START)
    await provide('nas:445')
    const [found] = await allChecks(web.store)
    const id = found?.check.id ?? ''
    await looks.record(id, WELL, START + SECOND)
    await provide('nas:445')
    expect((await web.store.get(id))?.state).toMatchObject({ status: 'up' })
    await provide('nas:80')
    expect((await web.store.get(id))?.state).toMatchObject({ status: 'new' })
  })

  it('makes the one that a copy brings back new', async () => {
    const check = await probed()
    const backup = openBackupStore(web.connection, openSchedules())
    const kept: Check[] = []
    for await (const batch of backup.checks()) kept.push(...batch)
    await web.store.update(check.id, { probe: ELSEWHERE }, START)
    await looks.record(check.id, BROKEN, START + SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'down' })
    const found = await backup.find(kept.map(({ id }) => id))
    await backup.changeChecks(changesOfChecks(found, kept, 'exact'), START + 2 * SECOND)
    expect((await web.store.get(check.id))?.check.probe?.target).toBe('nas:445')
    expect(await stateOf(check)).toMatchObject({ status: 'new' })
  })

  it('takes no answer of a look that began before the change', async () => {
    const check = await probed()
    await web.store.update(check.id, { probe: ELSEWHERE }, START)
    await looks.record(check.id, BROKEN, START + SECOND, PROBE)
    expect(await stateOf(check)).toMatchObject({ status: 'new', signals: 0 })
  })
})

describe('looks that see the same again', () => {
  it('write nothing to the disk, and are in Redis all the same', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + SECOND)
    const before = await written()
    for (let minute = 1; minute <= 30; minute++) {
      const moment = START + minute * 60 * SECOND
      expect(await looks.claim(check, moment, moment, moment + SECOND)).toBe(true)
      await looks.record(check.id, WELL, moment)
      await looks.end(check, moment)
    }
    expect(await stateOf(check)).toMatchObject({ lastSuccessAt: START + 1_800 * SECOND, signals: 31 })
    expect(await written()).toBe(before)
  })

  it('are on the disk after a flush, in one write', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + SECOND)
    await looks.record(check.id, WELL, START + 61 * SECOND)
    const deadline = () => web.connection.zscore(deadlineKeyOf(check), check.id)
    expect(await deadline()).toBe(`${START + 241 * SECOND}`)
    await looks.flush()
    const after = await written()
    await looks.flush()
    expect(await written()).toBe(after)
    redis.signal('SIGKILL')
    await redis.restart()
    await expect
      .poll(() => stateOf(check).catch(() => undefined))
      .toMatchObject({
        lastSuccessAt: START + 61 * SECOND,
      })
    expect(await deadline()).toBe(`${START + 241 * SECOND}`)
  })

  it('of ten minutes are few bytes there: a state, and one piece of the response times', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + SECOND)
    await looks.flush()
    const before = await written()
    for (let minute = 1; minute <= 10; minute++)
      await looks.record(check.id, WELL, START + (60 * minute + 1) * SECOND)
    await looks.flush()
    const after = await written()
    expect(after).toBeGreaterThan(before + 100)
    expect(after).toBeLessThan(before + 1_200)
  })

  it('at a peer write nothing but once a day, and their response times are there all the same', async () => {
    const peer: Probe = { ...PROBE, kind: 'peer', target: 'http://attic:8080' }
    const check = await probed('attic', peer)
    await looks.record(check.id, { ...WELL, took: 7 }, START + SECOND, peer)
    await looks.flush()
    const before = await written()
    for (let minute = 1; minute <= 30; minute++) {
      await looks.record(check.id, { ...WELL, took: 7 + minute }, START + (60 * minute + 1) * SECOND, peer)
      if (minute % 10 === 0) await looks.flush(true)
    }
    expect(await written()).toBe(before)
    const timesOf = async () =>
      (await web.store.times(check.id, START + 1_861 * SECOND)).minutes.map(({ took }) => took)
    const all = Array.from({ length: 31 }, (_, minute) => 7 + minute)
    expect(await timesOf()).toEqual(all)

    await looks.record(check.id, { ...WELL, took: 38 }, START + 1_861 * SECOND, peer)
    await looks.flush()
    redis.signal('SIGKILL')
    await redis.restart()
    await expect.poll(() => timesOf().catch(() => undefined)).toEqual([...all, 38])
    expect(await stateOf(check)).toMatchObject({ lastSuccessAt: START + 1_861 * SECOND, signals: 32 })
  })

  it('of twenty checks in an hour are six syncs of the disk at most, and 400 kB in whole pages', async () => {
    const checks = await Promise.all(Array.from({ length: 20 }, (_, n) => probed(`nas${n}`)))
    const look = async (check: ProbedCheck, moment: number, took: number) => {
      expect(await looks.claim(check, moment, moment, moment + SECOND)).toBe(true)
      await looks.record(check.id, { ...WELL, took }, moment, PROBE)
      await looks.end(check, moment)
    }
    for (const check of checks) await look(check, START + SECOND, 12)
    await looks.flush()
    const before = await writes()
    let pages = 0
    for (let minute = 1; minute <= 60; minute++) {
      const moment = START + (60 * minute + 1) * SECOND
      await Promise.all(checks.map(check => look(check, moment, minute)))
      if ((minute * 60 * SECOND) % LOOK_FLUSH_MS !== 0) continue
      const size = await written()
      await looks.flush()
      pages += Math.ceil((await written()) / PAGE) - Math.floor(size / PAGE)
    }
    expect((await writes()) - before).toBeLessThanOrEqual(6)
    expect(pages * PAGE).toBeLessThan(400_000)
    // The last minute is among what was written, so that the hour was not cheap for want of flushes.
    const { minutes } = await web.store.times(checks[0]?.id ?? '', START + 3_700 * SECOND)
    expect(minutes.at(-1)).toMatchObject({ took: 60 })
  })

  it('are lost in a power cut, but never a change of status', async () => {
    const check = await probed()
    await looks.record(check.id, WELL, START + SECOND)
    await looks.record(check.id, WELL, START + 61 * SECOND)
    await looks.record(check.id, BROKEN, START + 121 * SECOND)
    await looks.record(check.id, BROKEN, START + 181 * SECOND)
    redis.signal('SIGKILL')
    await redis.restart()
    await expect
      .poll(() => stateOf(check).catch(() => undefined))
      .toMatchObject({
        status: 'down',
        since: START + 121 * SECOND,
      })
    // And the check can go on from there.
    await looks.record(check.id, WELL, START + 241 * SECOND)
    expect(await stateOf(check)).toMatchObject({ status: 'up' })
  })
})

describe('a claim', () => {
  it('gives each moment to one worker', async () => {
    const check = await probed()
    const other = openLooks(redis)
    const claims = await Promise.all(
      [looks, other, looks, other].map(store => store.claim(check, START, START, START + SECOND)),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
    await other.close()
  })

  it('whose answer is lost with the connection is had all the same, and by one worker', async () => {
    const connection = connectWorker(redis.target)
    connection.on('error', () => {})
    const own = openLookStore(connection, openSchedules(), '0123456789ab')
    const check = await probed()
    const shard = shardOf(connection, check.id)
    const claimKey = namesOf(shard).watch.looks
    const isClaimed = async () => (await shardOf(web.connection, check.id).hget(claimKey, check.id)) !== null
    // The script is known by then, and its call is one command.
    expect(await own.claim(check, START, START, START + SECOND)).toBe(true)
    await own.end(check, START)
    await shardOf(web.connection, check.id).hdel(claimKey, check.id)
    const { stream } = shard
    stream.pause()
    const claim = own.claim(check, START, START, START + SECOND)
    await expect.poll(isClaimed).toBe(true)
    stream.destroy()
    expect(await claim).toBe(true)
    // Another one, which was refused, is refused also where it has to ask again.
    const refused = own.claim(check, START, START, START + 2 * SECOND)
    shard.stream.destroy()
    expect(await refused).toBe(false)
    await own.close()
  })

  it('keeps others from the next look until its own has ended, or is dead', async () => {
    const check = await probed()
    expect(await looks.claim(check, START, START, START + 70 * SECOND)).toBe(true)
    const next = START + 60 * SECOND
    expect(await looks.claim(check, next, next, next + SECOND)).toBe(false)
    await looks.end(check, START)
    expect(await looks.claim(check, next, next, next + 600 * SECOND)).toBe(true)
    const later = next + 601 * SECOND
    expect(await looks.claim(check, later, later, later + SECOND)).toBe(true)
  })

  it('of a moment is the last one of it, also when its look has ended', async () => {
    const check = await probed()
    expect(await looks.claim(check, START, START, START + 70 * SECOND)).toBe(true)
    await looks.end(check, START)
    expect(await looks.claim(check, START, START + SECOND, START + 70 * SECOND)).toBe(false)
    expect(await looks.claim(check, START - 60 * SECOND, START + SECOND, START + 70 * SECOND)).toBe(false)
  })

  it('keeps others away to the very moment at which its time is over', async () => {
    const check = await probed()
    const over = START + 70 * SECOND
    expect(await looks.claim(check, START, START, over)).toBe(true)
    expect(await looks.claim(check, START + 60 * SECOND, over - 1, over + SECOND)).toBe(false)
    expect(await looks.claim(check, START + 60 * SECOND, over, over + SECOND)).toBe(true)
  })

  it('is not ended by the worker whose look came before it', async () => {
    const check = await probed()
    const next = START + 60 * SECOND
    expect(await looks.claim(check, START, START, next)).toBe(true)
    expect(await looks.claim(check, next, next, next + 70 * SECOND)).toBe(true)
    await looks.end(check, START)
    expect(await looks.claim(check, next + 60 * SECOND, next + 60 * SECOND, next + 600 * SECOND)).toBe(false)
  })

  it('of a moment before the clock was set back does not count, of more than two intervals ahead', async () => {
    for (const [ahead, counts] of [
      [120_000, true],
      [120_001, false],
    ] as const) {
      const check = await probed()
      expect(await looks.claim(check, START + ahead, START, START)).toBe(true)
      expect([ahead, await looks.claim(check, START, START, START + SECOND)]).toEqual([ahead, !counts])
    }
  })
})

describe('the checks with a probe', () => {
  it('are found among the others, and a change of plans is reported', async () => {
    let changes = 0
    await looks.onPlans(() => void changes++)
    await web.store.create(plan('quiet "probe": no'), 'page', START)
    const check = await probed()
    expect((await looks.probed(START)).map(({ id }) => id)).toEqual([check.id])
    await expect.poll(() => changes).toBeGreaterThanOrEqual(2)
  })

  it('of the INI are reported like all others, when they come', async () => {
    let changes = 0
    await looks.onPlans(() => void changes++)
    // The connection itself is the first reason to read them.
    await expect.poll(() => changes).toBe(1)
    const { check } = await web.store.create(plan('nas', { probe: PROBE }), 'ini', START)
    await expect.poll(() => changes).toBe(2)
    await web.store.create(plan('unprobed'), 'ini', START)
    expect((await looks.probed(START)).map(({ id }) => id)).toEqual([check.id])
    expect(changes).toBe(2)
  })
})
