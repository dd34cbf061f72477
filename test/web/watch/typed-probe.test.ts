import { describe, expect, test } from 'vitest'
import { PROBE_KINDS } from '../../../src/domain/probes/probe-kinds'
import {
  fieldOfFault,
  formFields,
  hasTarget,
  isProbed,
  isProbeField,
  keptOf,
  kindOfForm,
  OFFERED_KINDS,
  PROBE_FIELDS,
  probeTexts,
  TIME_FIELDS,
  typedProbe,
  typedSecrets,
  withUsualEvery,
} from '../../../src/web/watch/probe-form'

const HTTP = { feed: 'probe', probe: 'http', settingsOf: 'http', target: 'https://nas.example', every: '1m' }
const SAVED = {
  kind: 'http',
  target: 'https://nas.example',
  every: 60_000,
  settings: { password: 'a-secret', username: 'me' },
} as const

describe('the fields of a probe', () => {
  test('of a check without one are those of the first kind, once a minute', () => {
    expect(probeTexts(undefined)).toEqual({
      feed: 'checkins',
      probe: 'http',
      settingsOf: 'http',
      target: '',
      every: '1m',
      timeout: '',
      blindAfter: '',
    })
  })

  test('of a check with one have its times and its settings, and no secret', () => {
    const texts = probeTexts({ ...SAVED, timeout: 500, blindAfter: 120_000, every: 'noon' })
    expect(texts).toMatchObject({
      feed: 'probe',
      probe: 'http',
      settingsOf: 'http',
      target: 'https://nas.example',
      every: 'noon',
      timeout: '500ms',
      blindAfter: '2m',
      'set-username': 'me',
    })
    expect(texts).not.toHaveProperty('set-password')
    expect(probeTexts(SAVED)).toMatchObject({ every: '1m', timeout: '', blindAfter: '' })
    expect(probeTexts({ ...SAVED, timeout: 1_000 })).toMatchObject({ timeout: '1s' })
  })

  test('are known by their names', () => {
    expect(PROBE_FIELDS).toEqual([
      ...['feed', 'probe', 'settingsOf', 'target', 'every', 'timeout', 'blindAfter'],
    ])
    expect(['set-x', 'drop-x', 'x', 'reset-x', 'target'].map(isProbeField)).toEqual([
      ...[true, true, false, false, false],
    ])
    expect([{ feed: 'probe' }, { feed: 'checkins' }, {}].map(isProbed)).toEqual([true, false, false])
    expect(TIME_FIELDS.map(([name, label]) => [name, label])).toEqual([
      ['every', 'How often'],
      ['timeout', 'Time limit'],
      ['blindAfter', 'Blind after'],
    ])
  })

  test('are of the kind that is chosen, else of the first', () => {
    expect([{ probe: 'tcp' }, { probe: 'burning' }, {}].map(kindOfForm)).toEqual(['tcp', 'http', 'http'])
  })

  test('offer the kinds that run no program of the owner, with their words', () => {
    const offered = OFFERED_KINDS.map(({ kind }) => kind)
    expect(offered).toContain('http')
    expect(offered).not.toContain('command')
    for (const { kind, label, hint } of OFFERED_KINDS)
      expect([label, hint, PROBE_KINDS[kind].onPage]).toEqual([
        PROBE_KINDS[kind].label,
        PROBE_KINDS[kind].hint,
        true,
      ])
    const all = Object.values(PROBE_KINDS).filter(({ onPage }) => onPage)
    expect(offered).toHaveLength(all.length)
  })

  test('name no file, which the INI alone may do', () => {
    for (const { kind } of OFFERED_KINDS)
      expect(formFields(kind).filter(({ type }) => type === 'file')).toEqual([])
    expect(formFields('http').map(({ key }) => key)).toContain('password')
  })
})

describe('an interval that nobody chose', () => {
  test('becomes that of the other kind', () => {
    const from = (settingsOf: string, every: string) =>
      withUsualEvery({ probe: 'mail-loop', settingsOf, every }).every
    expect([from('http', '1m'), from('http', '2m'), from('inbox', '1d')]).toEqual(['1h', '2m', '1h'])
    expect(withUsualEvery({ probe: 'tcp', settingsOf: 'http', every: '5m' })).toEqual({
      probe: 'tcp',
      settingsOf: 'http',
      every: '5m',
    })
  })

  test('stays where the kind does, or where the form does not say whose settings it has', () => {
    const fields = { probe: 'http', every: '1m' }
    expect(withUsualEvery(fields)).toBe(fields)
    expect(withUsualEvery({})).toEqual({})
  })
})

describe('a typed probe', () => {
  test('has what was typed, without blanks, and only the times that were given', () => {
    expect(
      typedProbe({ ...HTTP, target: ' https://nas.example ', 'set-contains': ' ready ' }, undefined),
    ).toEqual({
      probe: {
        kind: 'http',
        target: 'https://nas.example',
        every: 60_000,
        settings: { contains: 'ready' },
      },
      faults: [],
    })
    expect(
      typedProbe({ ...HTTP, every: ' Noon ', timeout: '500ms', blindAfter: '5m' }, undefined).probe,
    ).toMatchObject({ every: 'noon', timeout: 500, blindAfter: 300_000 })
    expect(typedProbe({ ...HTTP, every: ' ' }, undefined).probe?.every).toBe(60_000)
  })

  test('of a kind that there is not is a fault', () => {
    for (const probe of ['burning', ''])
      expect(typedProbe({ feed: 'probe', probe }, SAVED)).toEqual({
        faults: [{ key: 'probe', setting: 'kind', reason: expect.stringContaining('http') }],
      })
  })

  test('whose times cannot be read has a fault for each, by the names of the INI', () => {
    const { probe, faults } = typedProbe({ ...HTTP, every: 'x', timeout: 'y', blindAfter: 'z' }, undefined)
    expect(faults).toEqual([
      {
        key: 'probe',
        setting: 'every',
        reason: 'is neither a span such as 30s or 5m nor minute, hour, day or noon',
      },
      { key: 'probe', setting: 'timeout', reason: 'is no span of time such as 5s or 500ms' },
      { key: 'probe', setting: 'blindafter', reason: 'is no span of time such as 5m or 1h' },
    ])
    expect(probe).toEqual({ kind: 'http', target: 'https://nas.example', every: 60_000, settings: {} })
  })

  test('keeps the saved secret whose field is empty, of the same kind alone', () => {
    const settingsOf = (fields: object) => typedProbe({ ...HTTP, ...fields }, SAVED).probe?.settings
    expect(settingsOf({})).toEqual({ password: 'a-secret' })
    expect(settingsOf({ 'set-password': 'new' })).toEqual({ password: 'new' })
    expect(settingsOf({ 'drop-password': 'on' })).toEqual({})
    expect(typedProbe(HTTP, undefined).probe?.settings).toEqual({})
    expect(typedProbe({ ...HTTP, probe: 'tcp', settingsOf: 'tcp' }, SAVED).probe?.settings).toEqual({})
  })

  test('leaves the settings of the kind that was left, and hands on those that its own does not have', () => {
    const typed = { ...HTTP, 'set-contains': 'ready', 'set-other': 'x', 'set-empty': '', 'drop-other': 'on' }
    expect(typedProbe(typed, undefined).probe?.settings).toEqual({ contains: 'ready', other: 'x' })
    expect(typedProbe({ ...typed, settingsOf: 'tcp' }, undefined).probe?.settings).toEqual({})
    const { settingsOf: _none, ...plain } = typed
    expect(typedProbe(plain, undefined).probe?.settings).toEqual({ contains: 'ready', other: 'x' })
  })

  test('has no target where its kind has none', () => {
    const without = OFFERED_KINDS.map(({ kind }) => kind).find(kind => !hasTarget(kind))
    expect(hasTarget('http')).toBe(true)
    expect(typedProbe({ probe: without ?? '', target: 'x' }, undefined).probe?.target).toBe('')
  })
})

describe('the secrets', () => {
  test('that were typed are found by their fields, but for those with a fault', () => {
    const typed = { ...HTTP, 'set-password': 'new', 'set-username': 'me', 'set-other': 'x' }
    expect(typedSecrets(typed)).toEqual({ 'set-password': 'new' })
    expect(typedSecrets(typed, ['set-password'])).toEqual({})
    expect(typedSecrets(HTTP)).toEqual({})
  })

  test('that are kept are the saved and the typed ones, each once', () => {
    expect(keptOf(HTTP, SAVED, [])).toEqual(['password'])
    expect(keptOf({ ...HTTP, 'set-password': 'new' }, SAVED, [])).toEqual(['password'])
    expect(keptOf({ ...HTTP, 'set-password': 'new' }, undefined, [])).toEqual(['password'])
    expect(keptOf({ ...HTTP, 'set-password': 'new' }, undefined, ['set-password'])).toEqual([])
    expect(keptOf({ ...HTTP, probe: 'tcp' }, SAVED, [])).toEqual([])
    expect(keptOf(HTTP, undefined, [])).toEqual([])
  })
})

test('a fault of a probe stands at the field that it is about', () => {
  const without = OFFERED_KINDS.map(({ kind }) => kind).find(kind => !hasTarget(kind)) ?? 'http'
  const at = (setting: string | undefined, kind: Parameters<typeof fieldOfFault>[1] = 'http') =>
    fieldOfFault({ key: 'probe', reason: '', ...(setting !== undefined && { setting }) }, kind)
  expect([at('kind'), at('probe'), at(undefined), at('probe', without)]).toEqual([
    'probe',
    'target',
    'target',
    'probe',
  ])
  expect([at('every'), at('timeout'), at('blindafter'), at('contains')]).toEqual([
    'every',
    'timeout',
    'blindAfter',
    'set-contains',
  ])
})
