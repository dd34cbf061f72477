import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { createGiveLateChannels } from '../../../src/operations/watch/give-late-channels'
import { shareRedis } from '../../support/shared-redis'
import { type OpenStore, openStore, plan, START } from '../../support/watch'

const redis = await shareRedis()
let web: OpenStore
let channels: readonly Channel[] | undefined

const channel = (name: string, isDefault?: boolean): Channel => ({
  name,
  kind: 'ntfy',
  origin: 'page',
  settings: {},
  ...(isDefault !== undefined && { isDefault }),
})

beforeEach(async () => {
  web = await openStore(redis)
})
afterEach(async () => await web.store.close())

const give = () =>
  createGiveLateChannels({
    checks: web.store,
    now: () => START,
    channels: {
      list: async () => {
        if (channels === undefined) throw new Error('the INI has never been usable')
        return channels
      },
    },
  })()

const made = async (options = {}) => {
  const tagged = plan('tag', { tags: ['pyremto', 'no-channel-yet'], ...options })
  const { check } = await web.store.create(tagged, 'checkin', START)
  return async () => {
    const { tags, channels } = (await web.store.get(check.id))?.check ?? {}
    return { tags, channels }
  }
}

test('a check that was made before the first channel gets it, and never again', async () => {
  const check = await made()
  channels = undefined
  await give()
  channels = []
  await give()
  expect(await check()).toEqual({ tags: ['pyremto', 'no-channel-yet'], channels: [] })
  channels = [channel('phone')]
  await give()
  expect(await check()).toEqual({ tags: ['pyremto'], channels: ['phone'] })
  channels = [channel('phone'), channel('mail', true)]
  await give()
  expect(await check()).toEqual({ tags: ['pyremto'], channels: ['phone'] })
})

test('it gets the channels that are marked as default ones, and none that is marked as no default', async () => {
  const check = await made()
  channels = [channel('phone', false)]
  await give()
  expect(await check()).toEqual({ tags: ['pyremto', 'no-channel-yet'], channels: [] })
  channels = [channel('phone'), channel('mail', true)]
  await give()
  expect(await check()).toEqual({ tags: ['pyremto'], channels: ['mail'] })
})

test('channels that somebody chose meanwhile stay', async () => {
  const check = await made({ channels: ['chosen'] })
  channels = [channel('phone')]
  await give()
  expect(await check()).toEqual({ tags: ['pyremto'], channels: ['chosen'] })
})

test('a check without the mark that alerts nobody stays so', async () => {
  const check = await made({ tags: ['pyremto'] })
  channels = [channel('phone')]
  await give()
  expect(await check()).toEqual({ tags: ['pyremto'], channels: [] })
})
