/** Signals, bodies and states as Redis keeps them: a later version has to read what an earlier one wrote. */
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import type { Signal } from '../../../src/domain/watch/signal'
import type { CheckState } from '../../../src/domain/watch/state'
import {
  bounded,
  decodeBody,
  decodeSignal,
  decodeWatched,
  encodeBody,
  encodeSignal,
  encodeState,
  modest,
} from '../../../src/io/watch/codec'

const AT = 1_795_867_200_000
const BASE_36 = 'mx0cyo00'
const signal = (detail: Signal['detail'] = {}, kind: Signal['kind'] = 'success'): Signal => ({
  kind,
  at: AT,
  detail,
})

it('a state stands behind its version, and may have bars of its own', () => {
  const state = { status: 'up', note: 'a|b' } as unknown as CheckState
  const stored = encodeState('7.12', state)
  expect(stored).toBe('7.12|{"status":"up","note":"a|b"}')
  expect(decodeWatched('{"id":"a"}', stored)).toEqual({ check: { id: 'a' } as Check, state, version: '7.12' })
})

describe('a signal', () => {
  const whole = {
    ...{ exitCode: 3, rid: 'run', from: '192.0.2.7', agent: 'curl/8', method: 'POST', via: 'healthchecks' },
  }

  it.each<[string, Signal, number | undefined, string]>([
    ['without anything', signal(), undefined, `1\t0\t${BASE_36}`],
    ['of each kind', signal({}, 'fail'), undefined, `1\t1\t${BASE_36}`],
    ['of each kind', signal({}, 'start'), undefined, `1\t2\t${BASE_36}`],
    ['of each kind', signal({}, 'log'), undefined, `1\t3\t${BASE_36}`],
    ['with the bytes of its body', signal({ body: 'läuft' }), undefined, `1\t0\t${BASE_36}\t6`],
    ['with the time that was measured', signal({ duration: 5 }), 7, `1\t0\t${BASE_36}\t\t7`],
    ['with the time that it told', signal({ duration: 5 }), undefined, `1\t0\t${BASE_36}\t\t5`],
    [
      'with all its texts',
      signal(whole),
      undefined,
      `1\t0\t${BASE_36}\t\t\t3\thealthchecks\tPOST\t192.0.2.7\tcurl/8\trun`,
    ],
    [
      'without the tabs in them',
      signal({ via: 'a\tb', method: 'c\t\td', from: 'e\tf', agent: 'g\th', rid: 'i\tj' }),
      undefined,
      `1\t0\t${BASE_36}\t\t\t\ta b\tc  d\te f\tg h\ti j`,
    ],
  ])('%s is a line of fields', (_what, given, duration, line) => {
    expect(encodeSignal(1, given, duration)).toBe(line)
  })

  it('comes back from its line', () => {
    expect(decodeSignal(encodeSignal(12, signal({ ...whole, body: 'ab' }), 7))).toEqual({
      ...{ n: 12, kind: 'success', at: AT, bodySize: 2, duration: 7, detail: whole },
    })
    expect(decodeSignal(`1\t2\t${BASE_36}`)).toEqual({ n: 1, kind: 'start', at: AT, bodySize: 0, detail: {} })
    expect(decodeSignal(`1\t3\t${BASE_36}\t\t0\t0`)).toEqual({
      ...{ n: 1, kind: 'log', at: AT, bodySize: 0, duration: 0, detail: { exitCode: 0 } },
    })
    expect(decodeSignal(`1\t9\t${BASE_36}`).kind).toBe('log')
  })
})

describe('a body', () => {
  const long = 'long '.repeat(60)

  it('that is short stands there as it is, and a long one packed', () => {
    expect(encodeBody(4, signal({}, 'fail'), 'a "b"')).toBe(`[4,1,${AT},"a \\"b\\""]`)
    expect(encodeBody(4, signal(), long.slice(1))).toBe(`[4,0,${AT},"${long.slice(1)}"]`)
    expect(encodeBody(4, signal(), long)).toBe(`[4,0,${AT},"","${deflateRawSync(long).toString('base64')}"]`)
  })

  it('has its ending only where it is packed', () => {
    expect(encodeBody(4, signal({ ending: 'end' }), 'a')).toBe(`[4,0,${AT},"a"]`)
    expect(JSON.parse(encodeBody(4, signal({ ending: 'end' }), long))[5]).toBe('end')
  })

  it('comes back', () => {
    expect(decodeBody(`[4,1,${AT},"a"]`)).toEqual({ n: 4, kind: 'fail', at: AT, body: 'a' })
    expect(decodeBody(encodeBody(4, signal({ ending: 'end' }), long))).toEqual({
      ...{ n: 4, kind: 'success', at: AT, body: long, ending: 'end' },
    })
    expect(decodeBody(`[4,9,${AT},"a"]`).kind).toBe('log')
  })
})

describe('a signal that is kept', () => {
  it('is the same object where nothing is too long', () => {
    const short = signal({ body: 'x'.repeat(3_333), agent: 'a'.repeat(200) })
    expect(bounded(short)).toBe(short)
    const empty = signal()
    expect(bounded(empty)).toBe(empty)
  })

  it.each(['agent', 'from', 'via', 'method'] as const)('has the first 200 characters of its %s', name => {
    const given = signal({ [name]: 'x'.repeat(201), exitCode: 3, body: 'words' })
    expect(bounded(given)).toEqual(signal({ [name]: 'x'.repeat(200), exitCode: 3, body: 'words' }))
  })

  it('has the beginning of a long body, and its end', () => {
    const body = `${'a'.repeat(10_000)}${'b'.repeat(3_000)}`
    const { detail } = bounded(signal({ body }))
    expect(detail.body).toBe('a'.repeat(10_000))
    expect(detail.ending).toMatch(/^a*b{3000}$|^b+$/)
    expect(body.endsWith(detail.ending ?? '?')).toBe(true)
  })

  it('has no end of its own where its body is kept whole, and the end that was given', () => {
    const body = 'x'.repeat(10_000)
    expect(bounded(signal({ body }))).toEqual(signal({ body }))
    expect(bounded(signal({ body, ending: 'given' }))).toEqual(signal({ body, ending: 'given' }))
    expect(bounded(signal({ body: `${body}y`, ending: 'given' }))).toEqual(signal({ body, ending: 'given' }))
  })

  it('of a check that waits has neither words nor a run, and little of its agent', () => {
    const detail = { body: 'b', ending: 'e', rid: 'r', from: '192.0.2.7', exitCode: 3 }
    expect(modest({ ...signal({ ...detail, agent: 'x'.repeat(61) }), isFirst: true })).toEqual({
      ...signal({ from: '192.0.2.7', exitCode: 3, agent: 'x'.repeat(60) }),
      isFirst: true,
    })
    expect(modest(signal(detail))).toEqual(signal({ from: '192.0.2.7', exitCode: 3 }))
  })
})
