import { expect, it } from 'vitest'
import { namesOf } from '../../../src/io/redis/client'
import { openLosses, readLoss, writeLoss } from '../../../src/io/watch/losses'
import { shareRedis } from '../../support/shared-redis'
import { START } from '../../support/watch'

const { admin } = await shareRedis()

it('a loss is shown once all is put back, until it is acknowledged, for thirty days at most', async () => {
  const losses = openLosses(admin)
  const { backup, watch } = namesOf(admin)
  const loss = { at: START, checks: 3 } as unknown as Parameters<typeof writeLoss>[2]
  expect(await losses.current()).toBeUndefined()
  expect(await readLoss(admin)).toBeUndefined()
  await writeLoss(admin, admin.multi(), loss, { isFinished: false }).exec()
  expect(await losses.current()).toBeUndefined()
  expect(await readLoss(admin)).toEqual({ loss, isFinished: false })
  await writeLoss(admin, admin.multi(), loss, { isFinished: true }).exec()
  expect(await losses.current()).toEqual(loss)
  const left = await admin.ttl(backup.loss)
  expect(left).toBeGreaterThan(2_591_900)
  expect(left).toBeLessThanOrEqual(2_592_000)
  await losses.acknowledge(START - 1)
  expect(await losses.current()).toEqual(loss)
  expect(await admin.xlen(watch.outbox)).toBe(0)
  await losses.acknowledge(START)
  expect(await losses.current()).toBeUndefined()
  expect((await admin.xrange(watch.outbox, '-', '+')).map(([, fields]) => fields)).toEqual([
    ['seen', `{"lostAt":${START}}`],
  ])
  await losses.acknowledge(START)
  expect(await admin.xlen(watch.outbox)).toBe(1)
})
