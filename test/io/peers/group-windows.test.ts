import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BareWindow } from '../../../src/domain/alerts/shared-windows'
import type { GroupWindows } from '../../../src/domain/peers/group-ports'
import { openGroupWindows } from '../../../src/io/peers/group-windows'
import { namesOf, type Redis } from '../../../src/io/redis/client'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const { admin } = redis
const NIGHT: BareWindow = { name: 'night', settings: { when: '22:00-06:00' } }
let subscriber: Redis
let windows: GroupWindows
let heard: number

/** The worker reads channels and windows again at each of these messages, and the alerts that a window held are sent. */
beforeEach(async () => {
  heard = 0
  windows = openGroupWindows(admin, 'self')
  subscriber = admin.duplicate()
  subscriber.on('message', () => void heard++)
  await subscriber.subscribe(namesOf(admin).backupChanged)
})
afterEach(() => subscriber.disconnect())

it('a window that another member makes or ends wakes the alerts that wait for it', async () => {
  await windows.take('attic', { n: 1, windows: [NIGHT] })
  await expect.poll(() => heard).toBe(1)
  await windows.take('attic', { n: 2, windows: [] })
  await expect.poll(() => heard).toBe(2)
  expect([...(await windows.all())]).toEqual([['attic', { n: 2, windows: [] }]])
})

it('a member that is gone takes its windows along, and wakes them too', async () => {
  await windows.take('attic', { n: 1, windows: [NIGHT] })
  await windows.keepOnly([])
  await expect.poll(() => heard).toBe(2)
  expect((await windows.all()).size).toBe(0)
})

it('a list that is known, and members that stay, wake nobody', async () => {
  await windows.take('attic', { n: 2, windows: [NIGHT] })
  await windows.take('attic', { n: 2, windows: [NIGHT] })
  await windows.take('attic', { n: 1, windows: [] })
  await windows.keepOnly(['attic'])
  await admin.publish(namesOf(admin).backupChanged, 'the last message')
  await expect.poll(() => heard).toBe(2)
})
