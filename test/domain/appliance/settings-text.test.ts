import { expect, it } from 'vitest'
import { accountValues, channelValues, windowValues } from '../../../src/domain/appliance/settings-text'

const channel = { name: 'chat', kind: 'ntfy', settings: {} } as const

it('a channel is said with its kind, and that it is a default where somebody chose', () => {
  expect(channelValues(channel)).toStrictEqual([{ key: 'kind', value: 'ntfy' }])
  expect(channelValues({ ...channel, isDefault: true })).toStrictEqual([
    { key: 'kind', value: 'ntfy' },
    { key: 'default', value: 'on' },
  ])
  expect(channelValues({ ...channel, isDefault: false })).toStrictEqual([
    { key: 'kind', value: 'ntfy' },
    { key: 'default', value: 'off' },
  ])
})

it('settings are said in the order of their fields, without empty and unknown ones, and secrets are marked', () => {
  const settings = { priority: 'high', token: 'tk_1', topic: 'pi', url: '', other: 'x' }
  expect(channelValues({ ...channel, settings })).toStrictEqual([
    { key: 'kind', value: 'ntfy' },
    { key: 'topic', value: 'pi', isSecret: true },
    { key: 'token', value: 'tk_1', isSecret: true },
    { key: 'priority', value: 'high' },
  ])
  expect(windowValues({ name: 'w', settings: { duration: '2h', start: '2026-12-24 22:00' } })).toStrictEqual([
    { key: 'start', value: '2026-12-24 22:00' },
    { key: 'duration', value: '2h' },
  ])
  expect(accountValues({ name: 'm', settings: { smtppassword: 'p', smtpuser: 'u' } })).toStrictEqual([
    { key: 'smtpuser', value: 'u' },
    { key: 'smtppassword', value: 'p', isSecret: true },
  ])
})
