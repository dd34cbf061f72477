import { expect, test } from 'vitest'
import { NO_CHANNEL_YET } from '../../../src/domain/alerts/late-channels'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { adoptCheck } from '../../../src/web/watch/adopt-check'
import { plan } from '../../support/watch'

async function adopted(given: Partial<CheckPlan>, channels: readonly object[], changes?: object) {
  const calls: unknown[] = []
  const ports = {
    checks: { adopt: async (...args: unknown[]) => void calls.push(args) },
    channels: { list: async () => channels },
  }
  await adoptCheck(ports as never, { ...plan('NAS', given), id: 'an id' } as never, 7, changes)
  return calls
}
const DEFAULT = { name: 'phone', kind: 'ntfy', origin: 'page', settings: {}, isDefault: true }
const TAGS = ['batchy', NO_CHANNEL_YET]

test('a check that waited alerts by the default channels, and no longer says that there is none', async () => {
  expect(await adopted({ tags: TAGS }, [DEFAULT])).toEqual([
    ['an id', { tags: ['batchy'], channels: ['phone'] }, 7],
  ])
  expect(await adopted({ tags: TAGS }, [])).toEqual([['an id', { tags: TAGS, channels: [] }, 7]])
})

test('it keeps the channels that it has, or is given', async () => {
  expect(await adopted({ tags: TAGS, channels: ['mail'] }, [DEFAULT])).toEqual([['an id', {}, 7]])
  expect(await adopted({}, [DEFAULT], { channels: ['mail'] })).toEqual([['an id', { channels: ['mail'] }, 7]])
  expect(await adopted({ channels: ['mail'] }, [DEFAULT], { channels: [], tags: ['a'] })).toEqual([
    ['an id', { tags: ['a'], channels: ['phone'] }, 7],
  ])
})
