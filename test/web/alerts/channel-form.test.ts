import type { Request } from 'express'
import { describe, expect, test } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { createSealed } from '../../../src/web/access/sealed'
import { savedForm, typedDefault, typedForm, typedSettings } from '../../../src/web/alerts/channel-form'

const sealed = createSealed({ secret: 'a secret' } as never, () => 7)
const posted = (body: object) => ({ body }) as Request
const SAVED: Channel = {
  name: 'phone',
  kind: 'ntfy',
  origin: 'page',
  settings: { priority: '4', token: 'saved' },
}

describe('the form of a channel', () => {
  test('shows what is saved, but for its secrets, which it names', () => {
    const { settings, ...form } = savedForm(SAVED)
    expect(form).toEqual({ name: 'phone', kind: 'ntfy', kept: ['token'], isDefault: false })
    expect(settings).toMatchObject({ priority: '4' })
    expect(settings).not.toHaveProperty('token')
    expect(savedForm({ ...SAVED, isDefault: true }).isDefault).toBe(true)
  })

  test('comes back as it was typed, and keeps the secrets without a fault', () => {
    const body = { name: ' phone ', 'set-priority': ' 4 ', 'set-token': 'typed', default: 'on' }
    const { held = '', settings, ...form } = typedForm(posted(body), 'ntfy', { sealed })
    expect(form).toEqual({ name: 'phone', kind: 'ntfy', kept: ['token'], dropped: [], isDefault: true })
    expect(settings).toMatchObject({ priority: '4' })
    expect(settings).not.toHaveProperty('token')
    expect(sealed.open(held, 'secrets of a ntfy channel')).toEqual({ token: 'typed' })
    expect(typedForm(posted(body), 'ntfy', { sealed, faulty: ['token'] })).not.toHaveProperty('held')
    expect(typedForm(posted(body), 'ntfy', { sealed, faulty: ['token'] }).kept).toEqual([])
    expect(typedForm(posted(body), 'ntfy', { sealed, before: SAVED }).kept).toEqual(['token'])
    expect(typedForm(posted({}), 'ntfy', { sealed, before: SAVED })).toMatchObject({
      kept: ['token'],
      isDefault: false,
    })
  })
})

describe('the typed settings', () => {
  const typed = (body: object, before?: Channel) => typedSettings(posted(body), 'ntfy', sealed, before)

  test('keep a secret whose field is empty', () => {
    const { held = '' } = typedForm(posted({ 'set-token': 'earlier' }), 'ntfy', { sealed })
    expect(typed({ 'set-priority': '4' }, SAVED)).toEqual({
      settings: { priority: '4', token: 'saved' },
      held: {},
    })
    expect(typed({ 'set-priority': '4', held }, SAVED)).toEqual({
      settings: { priority: '4', token: 'earlier' },
      held: { token: 'earlier' },
    })
    expect(typed({ 'set-priority': '4' }).settings).toEqual({ priority: '4' })
  })

  test('of another kind of channel hold no secret of this one', () => {
    const { held = '' } = typedForm(posted({ 'set-token': 'earlier' }), 'ntfy', { sealed })
    const other = typedSettings(posted({ held }), 'gotify', sealed)
    expect(other).toEqual({ settings: {}, held: {} })
  })

  test('have the keys that the kind does not know, to be refused', () => {
    expect(typed({ 'set-priority': '4', 'set-other': 'y', other: 'z' }).settings).toEqual({
      priority: '4',
      other: 'y',
    })
    expect(typedSettings({} as Request, 'ntfy', sealed)).toEqual({ settings: {}, held: {} })
  })
})

test.each([
  [{}, undefined],
  [{ default: '' }, false],
  [{ default: ['', 'on'] }, true],
  [{ default: 'on' }, true],
  [{ default: 'off' }, false],
])('of the form %j the box is ticked: %j', (body, isDefault) => {
  expect(typedDefault(posted(body))).toBe(isDefault)
})
