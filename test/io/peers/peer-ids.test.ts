/** Each id of a watch belongs to the key by which it was shown. */
import { expect, it } from 'vitest'
import type { Peer } from '../../../src/domain/peers/peer'
import { openPeerIds } from '../../../src/io/peers/peer-ids'
import { keyIdOf } from '../../../src/io/peers/signature'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis()
const IDS = '{intvlm8r}:peers:ids'
const peer = (name: string): Peer => ({
  ...{ name, key: name.repeat(8), urls: [], looks: [], lookHosts: [], isMember: false },
})
const [ATTIC, CELLAR, SHED] = [peer('attic'), peer('cellar'), peer('shed')]
const claim = openPeerIds(admin, 'self', async () => [ATTIC, CELLAR, SHED])
const stored = () => admin.hgetall(IDS)

it('the id that a peer shows first is its own from then on, and no other peer passes for it', async () => {
  expect(await claim(ATTIC.key, 'a0')).toBeUndefined()
  expect(await claim(CELLAR.key, 'a0')).toBe('attic')
  expect(await claim(SHED.key, 'a0')).toBe('attic')
  expect(await claim(CELLAR.key, 'c0')).toBeUndefined()
  expect(await claim(ATTIC.key, 'c0')).toBe('cellar')
  expect(await stored()).toEqual({ [keyIdOf(ATTIC.key)]: 'a0', [keyIdOf(CELLAR.key)]: 'c0' })
})

it('a machine that was set up anew has another id, and the first one is free again', async () => {
  await claim(ATTIC.key, 'a0')
  expect(await claim(ATTIC.key, 'a1')).toBeUndefined()
  expect(await claim(CELLAR.key, 'a0')).toBeUndefined()
  expect(await claim(CELLAR.key, 'a1')).toBe('attic')
})

it('the id of a key that the INI has no more binds nobody', async () => {
  await admin.hset(IDS, 'fedcba9876543210', 'a0')
  expect(await claim(ATTIC.key, 'a0')).toBeUndefined()
})

it('nobody passes for this watch itself, which stores nothing', async () => {
  expect(await claim(ATTIC.key, 'self')).toBe('this watch')
  expect(await stored()).toEqual({})
})

it('an id that is known is not written again', async () => {
  await claim(ATTIC.key, 'a0')
  const size = async () => /aof_current_size:(\d+)/.exec(await admin.info('persistence'))?.[1]
  const before = await size()
  await claim(ATTIC.key, 'a0')
  expect(await size()).toBe(before)
  expect(before).toMatch(/^\d+$/)
})
