import { expect, test } from 'vitest'
import type { SettingField } from '../../../src/domain/field'
import {
  droppedSecrets,
  isHidden,
  keptSecrets,
  shownSettings,
  typedSettings,
} from '../../../src/web/pages/setting-fields'

const FIELDS = [
  { key: 'host', label: 'Host', type: 'line' },
  { key: 'token', label: 'Token', type: 'line', secret: true },
  { key: 'key', label: 'Key', type: 'line', secret: true },
  { key: 'topic', label: 'Topic', type: 'line', secret: true, readable: true },
] as unknown as readonly SettingField[]

const typed = (
  form: Readonly<Record<string, string>>,
  { earlier = {}, saved = {} }: { earlier?: Record<string, string>; saved?: Record<string, string> } = {},
) => typedSettings(name => form[name] ?? '', FIELDS, { earlier, saved })

test('secrets are hidden, but for those that a person may read again', () => {
  expect(FIELDS.map(isHidden)).toEqual([false, true, true, false])
})

test('the form shows what is no secret, with empty fields for what is missing', () => {
  expect(shownSettings(FIELDS, { host: 'nas', token: 'secret', other: 'x' })).toEqual({
    host: 'nas',
    topic: '',
  })
})

test('of the secrets only those are kept that there are', () => {
  expect(keptSecrets(FIELDS, { host: 'nas', token: 'secret', key: '', topic: 't' })).toEqual(['token'])
  expect(keptSecrets(FIELDS, {})).toEqual([])
})

test('what is typed is saved without blanks at its ends, and what is empty is no setting', () => {
  expect(typed({ 'set-host': ' nas ', 'set-token': ' t ', host: 'other' })).toEqual({
    settings: { host: 'nas', token: 't' },
    held: { token: 't' },
  })
  expect(typed({ 'set-host': '  ', 'set-topic': 't' })).toEqual({ settings: { topic: 't' }, held: {} })
})

test('a secret whose field is empty is the one that was typed before, else the saved one', () => {
  const known = { earlier: { token: 'typed' }, saved: { token: 'saved', key: 'saved' } }
  expect(typed({}, known)).toEqual({ settings: { token: 'typed', key: 'saved' }, held: { token: 'typed' } })
  expect(typed({ 'set-token': 'new' }, known)).toEqual({
    settings: { token: 'new', key: 'saved' },
    held: { token: 'new' },
  })
})

test('a secret whose box is ticked is dropped, and another one may be typed at once', () => {
  const known = { earlier: { token: 'typed' }, saved: { token: 'saved', key: 'saved' } }
  expect(typed({ 'drop-token': 'on' }, known)).toEqual({ settings: { key: 'saved' }, held: {} })
  expect(typed({ 'drop-token': 'on', 'set-token': 'new' }, known).settings).toEqual({
    token: 'new',
    key: 'saved',
  })
})

test('a form that is shown again knows which secrets are to be deleted, unless others were typed', () => {
  const dropped = (form: Readonly<Record<string, string>>) => droppedSecrets(name => form[name] ?? '', FIELDS)
  expect(dropped({ 'drop-token': 'on', 'set-token': ' ', 'drop-topic': 'on', 'drop-host': 'on' })).toEqual([
    'token',
  ])
  expect(dropped({ 'drop-token': 'on', 'set-token': 'new' })).toEqual([])
  expect(dropped({})).toEqual([])
})

test('what is no hidden secret is neither kept nor held', () => {
  const known = { earlier: { host: 'old', topic: 'old' }, saved: { host: 'old', topic: 'old' } }
  expect(typed({}, known)).toEqual({ settings: {}, held: {} })
})
