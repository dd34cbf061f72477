import { expect, test } from 'vitest'
import { channelFaults } from '../../src/domain/channel'

test('a secret names a file in the INI only: who makes a channel in the page must not have files read', () => {
  const mail = {
    name: 'mail',
    kind: 'email',
    settings: { to: 'a@x.org', host: 'smtp.x.org', password: '@/etc/passwd' },
  } as const
  expect(channelFaults({ ...mail, origin: 'ini' })).toEqual([])
  expect(channelFaults({ ...mail, origin: 'page' })).toEqual([
    { key: 'password', reason: expect.stringMatching(/^begins with @, which names a file.* INI/) },
  ])
  const settings = { ...mail.settings, to: '@everybody', password: 'p@ss' }
  expect(channelFaults({ ...mail, settings, origin: 'page' })).toEqual([])
})
