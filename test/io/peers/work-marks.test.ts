import { expect, it, onTestFinished } from 'vitest'
import { createSendingMark, readJobAges, renewWorkMark } from '../../../src/io/peers/work-marks'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const KEY = '{intvlm8r}:peers:work'
const aofSize = async () => /aof_current_size:(\d+)/.exec(await redis.admin.info('persistence'))?.[1]

it('marks of jobs that run are renewed, and cost the disk nothing', async () => {
  const before = await aofSize()
  const marks = (['sweep', 'probes'] as const).map(job => renewWorkMark(redis.admin, job, () => true, 20))
  onTestFinished(() => {
    for (const mark of marks) mark.close()
  })
  await expect
    .poll(() => readJobAges(redis.admin))
    .toMatchObject({ sweep: expect.any(Number), probes: expect.any(Number) })
  const first = await redis.admin.hget(KEY, 'sweep')
  await expect.poll(() => redis.admin.hget(KEY, 'sweep')).not.toBe(first)
  expect(before).toMatch(/^\d+$/)
  expect(await aofSize()).toBe(before)
})

it('a mark is the moment by the clock of the server', async () => {
  const clock = async () => {
    const [seconds, micros] = (await redis.admin.time()).map(Number) as [number, number]
    return seconds * 1_000 + Math.floor(micros / 1_000)
  }
  // Near the end of a second a wrong part of it shows.
  await expect.poll(async () => (await clock()) % 1_000).toBeGreaterThan(500)
  const before = await clock()
  await createSendingMark(redis.admin)(true)
  const mark = Number(await redis.admin.hget(KEY, 'heart'))
  expect(mark).toBeGreaterThanOrEqual(before)
  expect(mark).toBeLessThanOrEqual(await clock())
  const { heart = -1 } = await readJobAges(redis.admin)
  expect(heart).toBeGreaterThanOrEqual(0)
  expect(heart).toBeLessThanOrEqual((await clock()) - mark)
})

it('a heartbeat that is not sent any more is marked with the beginning of all time', async () => {
  expect(await readJobAges(redis.admin)).toEqual({})
  await createSendingMark(redis.admin)(false)
  expect(await redis.admin.hgetall(KEY)).toEqual({ heart: '0' })
})

it('a mark of the future, as after a clock that was set back, has the age 0', async () => {
  await redis.admin.hset(KEY, { heart: Date.now() + 60_000, probes: Date.now() + 60_000 })
  expect(await readJobAges(redis.admin)).toEqual({ heart: 0, probes: 0 })
})

it('a job that does not work is not marked', async () => {
  const mark = renewWorkMark(redis.admin, 'probes', () => false, 5)
  const other = renewWorkMark(redis.admin, 'sweep', () => true, 5)
  onTestFinished(() => {
    mark.close()
    other.close()
  })
  await expect.poll(() => redis.admin.hget(KEY, 'sweep')).not.toBeNull()
  expect(await readJobAges(redis.admin)).toEqual({ sweep: expect.any(Number) })
})

it('the age is told by the clock of the server', async () => {
  await redis.admin.hset(KEY, { sweep: Date.now() - 130_000 })
  const { sweep = 0 } = await readJobAges(redis.admin)
  expect(sweep).toBeGreaterThanOrEqual(130_000)
  expect(sweep).toBeLessThan(140_000)
})
