import { describe, expect, it } from 'vitest'
import {
  type Gate,
  gatesBeyondIni,
  gateWords,
  isClosed,
  isNamedBy,
  withheldReason,
} from '../../../src/domain/heartbeat/gates'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { Status } from '../../../src/domain/watch/status'
import { inZone } from '../../support/zone'

const SINCE = Date.parse('2026-11-20T02:10:00Z')
const ID = '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f'

const gate = (status: Status, more: { why?: string; openedBy?: string } = {}): Gate => ({
  name: 'photo',
  status,
  since: SINCE,
  ...more,
})

describe('the name of a gate', () => {
  it.each([
    ['photo', {}, true],
    [ID, {}, true],
    ['phot', {}, false],
    ['photo', { waits: true as const }, false],
    [ID, { waits: true as const }, false],
  ])('%s is that of a check of the page with %o: %s', (name, more, named) => {
    expect(isNamedBy(name, { id: ID, slug: 'photo', ...more })).toBe(named)
  })

  const probe = (section?: string) =>
    ({ kind: 'tcp', target: 'pi:22', ...(section !== undefined && { section }) }) as never
  const provided = [
    { key: 'photo', plan: planOf({ name: 'photo' }) },
    { key: 'hosts/pi', plan: planOf({ name: 'hosts/pi', probe: probe() }) },
    { key: 'batch', plan: planOf({ name: 'batch', probe: probe('jobs') }) },
  ]
  it.each([
    ['photo', 'a check', []],
    ['hosts', 'a check with all of its targets', []],
    ['hosts/pi', 'one of its targets', []],
    ['batch/night', 'a part of a check', []],
    ['photo/night', 'a part of a check without parts', ['photo/night']],
    ['hosts/pi/night', 'a part of a target without parts', ['hosts/pi/night']],
    ['host', 'the beginning of a name', ['host']],
    ['pi', 'the end of a name', ['pi']],
  ])('%s in the INI is %s', (name, _what, beyond) => {
    expect(gatesBeyondIni([name], provided)).toEqual(beyond)
  })

  it('is looked for beyond an INI without checks', () => {
    expect(gatesBeyondIni(['photo', 'hosts'], [])).toEqual(['photo', 'hosts'])
  })
})

describe('a gate', () => {
  it.each<[Gate, boolean, string]>([
    [gate('up'), false, 'photo is up since 02:10'],
    [gate('late'), false, 'photo is late since 02:10'],
    [gate('paused'), false, 'photo is paused since 02:10'],
    [gate('down'), true, 'photo is down since 02:10'],
    [gate('blind', { why: 'no network' }), true, 'photo is blind since 02:10 (no network)'],
    [gate('new'), true, 'photo is new: it has not been seen well yet'],
    [
      gate('down', { openedBy: 'works' }),
      false,
      'photo is down since 02:10, and the maintenance works opens the gate',
    ],
    [{ name: 'photo', status: 'missing' }, true, 'there is no check "photo" for the gate of this name'],
    [{ name: 'photo', status: 'unread', why: 'no Redis' }, true, 'the gate photo cannot be read: no Redis'],
  ])('%o is closed: %s', (one, closed, words) => {
    inZone('UTC', () => expect(gateWords(one)).toBe(words))
    expect(isClosed(one)).toBe(closed)
  })

  it('that is closed is the reason of a heartbeat withheld, and others are counted', () => {
    inZone('UTC', () => {
      expect(withheldReason([gate('up'), gate('paused')])).toBeUndefined()
      expect(withheldReason([gate('up'), gate('down')])).toBe('photo is down since 02:10')
      expect(withheldReason([gate('down'), gate('up'), gate('new'), gate('blind')])).toBe(
        'photo is down since 02:10 (and 2 more of the gates)',
      )
    })
  })
})
