import { expect, it } from 'vitest'
import { openInvitations } from '../../../src/io/peers/invitations'
import { keyIdOf } from '../../../src/io/peers/signature'
import { namesOf } from '../../../src/io/redis/client'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis()
const invitations = openInvitations(admin)

it('an invitation is found by the id of its key, for a day, until it is ended', async () => {
  const offered = await invitations.offer({ name: 'attic', contact: 'ops@example.org' })
  expect(offered).toEqual({
    name: 'attic',
    contact: 'ops@example.org',
    key: expect.stringMatching(/^[\w-]{43}$/),
  })
  const keyId = keyIdOf(offered.key)
  expect(await invitations.find(keyId)).toEqual(offered)
  const left = await admin.ttl(namesOf(admin).peers.invitation(keyId))
  expect(left).toBeGreaterThan(86_300)
  expect(left).toBeLessThanOrEqual(86_400)
  const other = await invitations.offer({ name: '', contact: '' })
  expect(other.key).not.toBe(offered.key)
  await invitations.end(offered)
  expect(await invitations.find(keyId)).toBeUndefined()
  expect(await invitations.find(keyIdOf(other.key))).toEqual(other)
})

it('a key that was offered to nobody has no invitation', async () => {
  expect(await invitations.find('0123456789abcdef')).toBeUndefined()
})
