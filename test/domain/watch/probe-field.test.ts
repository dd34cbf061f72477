import { describe, expect, test } from 'vitest'
import type { Probe } from '../../../src/domain/probes/probe'
import {
  faultsOfProbe,
  PROBE,
  PROBE_KEYS,
  PROBE_SCHEMA,
  parseEvery,
  sendsSecretElsewhere,
  usualEvery,
  withKeptSecrets,
} from '../../../src/domain/watch/probe-field'

const TCP: Probe = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} }
const read = (value: unknown) => PROBE.json.read(value)
const write = (probe: Probe) => PROBE.json.write(probe)

describe('a probe as JSON', () => {
  test.each<[json: unknown, probe: Probe]>([
    [{ kind: 'tcp', target: 'nas:445' }, TCP],
    [{ kind: 'tcp' }, { ...TCP, target: '' }],
    // Each kind has its own usual interval.
    [{ kind: 'checker' }, { kind: 'checker', target: '', every: 3_600_000, settings: {} }],
    [
      { kind: 'tcp', every: 30 },
      { ...TCP, target: '', every: 30_000 },
    ],
    [
      { kind: 'tcp', every: '1h30m' },
      { ...TCP, target: '', every: 5_400_000 },
    ],
    ...(['minute', 'hour', 'day', 'noon'] as const).map((every): [unknown, Probe] => [
      { kind: 'tcp', every },
      { ...TCP, target: '', every },
    ]),
    [
      { kind: 'tcp', target: 'a', timeout: 5, blindAfter: '2m', settings: { expect: 'SMB' } },
      { ...TCP, target: 'a', timeout: 5_000, blindAfter: 120_000, settings: { expect: 'SMB' } },
    ],
  ])('%j is read', (json, probe) => {
    expect(read(json)).toStrictEqual(probe)
  })

  test.each([
    [undefined],
    [null],
    ['tcp nas:445'],
    [{}],
    [{ kind: 7 }],
    [{ kind: ['tcp'] }],
    [{ kind: 'telepathy' }],
    [{ kind: 'toString' }],
    [{ kind: 'tcp', target: 7 }],
    [{ kind: 'tcp', every: 'soon' }],
    [{ kind: 'tcp', every: '60' }],
    [{ kind: 'tcp', every: null }],
    [{ kind: 'tcp', timeout: 'soon' }],
    [{ kind: 'tcp', blindAfter: 'soon' }],
    [{ kind: 'tcp', settings: null }],
    [{ kind: 'tcp', settings: [] }],
    [{ kind: 'tcp', settings: 'expect' }],
    [{ kind: 'tcp', settings: { expect: 7 } }],
    [{ kind: 'tcp', colour: 'red' }],
  ])('%j is none', json => {
    expect(read(json)).toBeUndefined()
  })

  test('is written in seconds, without its secrets and what only the INI knows', () => {
    expect(write(TCP)).toEqual({ kind: 'tcp', target: 'nas:445', every: 60, settings: {} })
    expect(write({ ...TCP, every: 'noon', timeout: 1_500, blindAfter: 90_000, section: 'nas' })).toEqual({
      kind: 'tcp',
      target: 'nas:445',
      every: 'noon',
      timeout: 1.5,
      blindAfter: 90,
      settings: {},
    })
    const settings = { username: 'watch', password: 'hidden', contains: 'ready' }
    expect(write({ ...TCP, kind: 'http', settings })).toMatchObject({
      settings: { username: 'watch', contains: 'ready' },
    })
    expect(JSON.stringify(write({ ...TCP, kind: 'http', settings }))).not.toContain('hidden')
  })

  test('tells programs its form', () => {
    const span = { type: ['number', 'string'] }
    expect(PROBE_SCHEMA).toMatchObject({
      type: 'object',
      required: ['kind'],
      properties: {
        target: { type: 'string' },
        every: span,
        timeout: span,
        blindAfter: span,
        settings: { type: 'object', additionalProperties: { type: 'string' } },
      },
    })
    const kinds = (PROBE_SCHEMA.properties as { kind: { enum: string[] } }).kind.enum
    expect(kinds).toEqual(expect.arrayContaining(['tcp', 'http', 'command', 'peer', 'checker', 'mail-loop']))
    expect(PROBE.json.schema).toBe(PROBE_SCHEMA)
    expect(PROBE.json.misread).toBe(
      'has to be {"kind": ..., "target": ..., "every": ..., "settings": {...}}, whose spans are seconds, or text such as "1h30m"',
    )
    expect(PROBE.rules).toEqual([])
    expect(PROBE_KEYS).toEqual(['probe', 'every', 'timeout', 'blindafter', 'targets'])
  })
})

test.each([
  ['1m', 60_000],
  ['5', 300_000],
  ['minute', 'minute'],
  ['Noon', 'noon'],
  ['DAY', 'day'],
  ['hour', 'hour'],
  ['week', undefined],
  ['', undefined],
])('looks %j are every %j', (text, every) => {
  expect(parseEvery(text)).toBe(every)
})

test.each([
  ['tcp', 60_000],
  ['checker', 3_600_000],
  ['telepathy', 60_000],
])('where nothing is chosen, a probe of the kind %s looks every %d ms', (kind, every) => {
  expect(usualEvery(kind)).toBe(every)
})

describe('a secret', () => {
  const before: Probe = {
    ...TCP,
    kind: 'http',
    target: 'https://a.example/',
    settings: { password: 'hidden', username: 'watch', contains: 'ready' },
  }
  const asked = (given: Partial<Probe>): Probe => ({ ...before, settings: {}, ...given })
  const elsewhere = 'https://b.example/'

  test('stays with a probe of the same kind and target, unless another one is given', () => {
    expect(withKeptSecrets(asked({}), before).settings).toEqual({ password: 'hidden' })
    expect(withKeptSecrets(asked({ settings: { contains: 'x' } }), before)).toEqual({
      ...before,
      settings: { password: 'hidden', contains: 'x' },
    })
    expect(withKeptSecrets(asked({ settings: { password: 'new' } }), before).settings).toEqual({
      password: 'new',
    })
    expect(withKeptSecrets(asked({}), asked({})).settings).toStrictEqual({})
  })

  test.each<[what: string, probe: Probe, before: Probe | undefined]>([
    ['without one before', asked({}), undefined],
    ['of another target', asked({ target: elsewhere }), before],
    ['of another kind', asked({ kind: 'peer' }), before],
  ])('is given to no probe %s', (_what, probe, former) => {
    expect(withKeptSecrets(probe, former)).toBe(probe)
  })

  test.each<[what: string, probe: Probe, before: Probe | undefined, isSent: boolean]>([
    [
      'the same one to another target',
      asked({ target: elsewhere, settings: { password: 'hidden' } }),
      before,
      true,
    ],
    [
      'another one to another target',
      asked({ target: elsewhere, settings: { password: 'new' } }),
      before,
      false,
    ],
    ['none to another target', asked({ target: elsewhere }), before, false],
    ['what is none', asked({ target: elsewhere, settings: { username: 'watch' } }), before, false],
    ['the same one to the same target', asked({ settings: { password: 'hidden' } }), before, false],
    [
      'one of another kind',
      asked({ kind: 'peer', target: elsewhere, settings: { password: 'hidden' } }),
      before,
      false,
    ],
    ['one that is new', asked({ settings: { password: 'hidden' } }), undefined, false],
    ['none, as there was none', asked({ target: elsewhere }), asked({}), false],
  ])('would be sent elsewhere by %s: %#', (_what, probe, former, isSent) => {
    expect(sendsSecretElsewhere(probe, former)).toBe(isSent)
  })
})

test('every fault of a probe names its setting', () => {
  expect(faultsOfProbe({ ...TCP, target: '', every: 1, settings: { colour: 'red' } }, 'page')).toEqual([
    {
      setting: 'probe',
      reason: 'tcp has no target. Such as 192.168.1.20:445, nas.local:22 or [2001:db8::1]:25.',
    },
    expect.objectContaining({ setting: 'colour' }),
    { setting: 'every', reason: 'has to be from 5 s to 31 days, or minute, hour, day or noon' },
  ])
})
