/** The checks of the group as other members get them. */
import { expect, it, onTestFinished } from 'vitest'
import { openGroupCopies } from '../../../src/io/peers/group-copies'
import { connectStore, untilReady } from '../../../src/io/redis/client'
import { openCheckStore } from '../../../src/io/watch/check-store'
import { openSchedules } from '../../../src/io/watch/schedules'
import { CHECK } from '../../support/alert-memory'
import { shareRedis } from '../../support/shared-redis'

const { admin, target } = await shareRedis()

it('every member that asks learns that a check is shared no more, as often as it asks', async () => {
  const storing = connectStore(target)
  await untilReady(storing)
  const checks = openCheckStore(storing, openSchedules())
  onTestFinished(() => checks.close())
  const copies = openGroupCopies(admin, {
    ...{ self: 'a', schedules: openSchedules(), steady: () => 0, now: () => 0 },
  })
  const { id: _id, origin: _origin, createdAt: _at, ...plan } = CHECK
  const { check } = await checks.create(plan, 'page', 1_000)
  const entries = async () =>
    (await copies.entries([check.id], 2_000)).map(entry => [entry.id, 'isGone' in entry])
  await checks.update(check.id, { shared: 'off' }, 2_000)
  expect(await entries()).toEqual([])
  await checks.update(check.id, { shared: undefined }, 3_000)
  expect(await entries()).toEqual([[check.id, false]])
  await checks.update(check.id, { shared: 'off' }, 4_000)
  for (const _member of ['barn', 'shed', 'barn, whose answer was lost'])
    expect(await entries()).toEqual([[check.id, true]])
})
