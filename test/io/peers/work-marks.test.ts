import { expect, it, onTestFinished } from 'vitest'
import { readJobAges, renewWorkMark } from '../../../src/io/peers/work-marks'
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
