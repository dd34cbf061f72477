import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BareWindow, WindowList } from '../../../src/domain/alerts/shared-windows'
import { WINDOW_NEWS } from '../../../src/domain/peers/group'
import type { GroupWindows } from '../../../src/domain/peers/group-ports'
import { openGroupWindows } from '../../../src/io/peers/group-windows'
import { namesOf, type Redis } from '../../../src/io/redis/client'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const { admin } = redis
const NIGHT: BareWindow = { name: 'night', settings: { when: '22:00-06:00' } }
let subscriber: Redis
let windows: GroupWindows
let heard: string[]

/** The worker reads channels and windows again at each of these messages, and the alerts that a window held are sent. */
beforeEach(async () => {
  heard = []
  windows = openGroupWindows(admin, 'self')
  subscriber = admin.duplicate()
  subscriber.on('message', (_channel, text) => void heard.push(text))
  await subscriber.subscribe(namesOf(admin).backupChanged)
})
afterEach(() => subscriber.disconnect())

/** What was heard until now. */
async function wakings(): Promise<readonly string[]> {
  await admin.publish(namesOf(admin).backupChanged, 'until now')
  await expect.poll(() => heard.at(-1)).toBe('until now')
  return heard.splice(0).slice(0, -1)
}

it('a window that another member makes or ends wakes the alerts that wait for it', async () => {
  await windows.take('attic', { n: 1, windows: [NIGHT] })
  expect(await wakings()).toEqual([''])
  await windows.take('attic', { n: 2, windows: [] })
  expect(await wakings()).toEqual([''])
  expect([...(await windows.all())]).toEqual([['attic', { n: 2, windows: [] }]])
})

it('a member that is gone takes its windows along, and wakes them too', async () => {
  await windows.take('attic', { n: 1, windows: [NIGHT] })
  await windows.take('cellar', { n: 1, windows: [] })
  await wakings()
  await windows.keepOnly(['cellar'])
  expect(await wakings()).toEqual([''])
  expect([...(await windows.all()).keys()]).toEqual(['cellar'])
})

it('a list that is known, an older one, and members that stay, wake nobody and change nothing', async () => {
  await windows.take('attic', { n: 2, windows: [NIGHT] })
  await wakings()
  await windows.take('attic', { n: 2, windows: [] })
  await windows.take('attic', { n: 1, windows: [] })
  await windows.keepOnly(['attic'])
  expect(await wakings()).toEqual([])
  expect([...(await windows.all())]).toEqual([['attic', { n: 2, windows: [NIGHT] }]])
})

describe('the windows of this watch itself', () => {
  const own = async () => (await windows.all()).get('self')

  it('are shared with the next number when they have changed, and only then', async () => {
    await windows.share([])
    expect([await own(), await wakings()]).toEqual([undefined, []])
    await windows.share([NIGHT])
    expect([await own(), await wakings()]).toEqual([{ n: 1, windows: [NIGHT] }, ['']])
    await windows.share([NIGHT])
    expect([await own(), await wakings()]).toEqual([{ n: 1, windows: [NIGHT] }, []])
    await windows.share([])
    expect([await own(), await wakings()]).toEqual([{ n: 2, windows: [] }, ['']])
  })

  it('are news for the members', async () => {
    await subscriber.subscribe(namesOf(admin).messages.changed)
    await windows.share([NIGHT])
    expect(await wakings()).toEqual([WINDOW_NEWS, ''])
  })

  it('come back from another member after this watch has lost its data', async () => {
    await windows.take('self', { n: 7, windows: [NIGHT] })
    expect(await own()).toEqual({ n: 7, windows: [NIGHT] })
  })

  it.each<[string, WindowList, WindowList]>([
    ['an older list of it', { n: 2, windows: [] }, { n: 3, windows: [NIGHT] }],
    ['the same list', { n: 9, windows: [NIGHT] }, { n: 3, windows: [NIGHT] }],
    ['another list with its number', { n: 3, windows: [] }, { n: 4, windows: [NIGHT] }],
    ['a later list', { n: 8, windows: [] }, { n: 9, windows: [NIGHT] }],
  ])('stay, behind the number of what a member has: %s', async (_what, theirs, after) => {
    for (let n = 0; n < 3; n++) await windows.share(n % 2 === 0 ? [NIGHT] : [])
    await windows.take('self', theirs)
    expect(await own()).toEqual(after)
  })
})
