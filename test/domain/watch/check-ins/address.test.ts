import { describe, expect, test } from 'vitest'
import { addressOf, exitCodeOf, messageOf, valuesOf } from '../../../../src/domain/watch/check-ins/address'
import { CONVENTIONS, formFieldsOf, parseCheckIn } from '../../../../src/domain/watch/check-ins/index'
import { json, plain, plainReply, STATUS, WORDS } from '../../../../src/domain/watch/check-ins/reply'
import { RESULT_FIELDS, unlessFailure } from '../../../../src/domain/watch/check-ins/results'
import { BARE, ID } from '../../../contracts/convention'

const found = (url: string, from: number, posted?: URLSearchParams) => {
  const { parts, fields } = addressOf(url, from, posted)
  return [parts, fields && [...fields]]
}

test.each([
  ['/p/a/b', 3, ['a', 'b'], undefined],
  ['/p/a/b/', 3, ['a', 'b'], undefined],
  ['/p/a/b//', 3, ['a', 'b', ''], undefined],
  ['/p/', 3, [''], undefined],
  ['/p//', 3, [''], undefined],
  ['/p/?a=1', 3, [''], [['a', '1']]],
  ['/p/a/?', 3, ['a'], undefined],
  [
    '/p/a?X=1&y=B',
    3,
    ['a'],
    [
      ['x', '1'],
      ['y', 'B'],
    ],
  ],
  ['/p/a?b=c?d', 3, ['a'], [['b', 'c?d']]],
  ['/p/a%2Fb/%61', 3, ['a/b', 'a'], undefined],
  ['/p/%/%61', 3, ['%', 'a'], undefined],
])('the address %s from %d on has the parts %j and the fields %j', (url, from, parts, fields) => {
  expect(found(url, from)).toEqual([parts, fields])
})

test('fields of a body stand beside those of the query', () => {
  const posted = new URLSearchParams('B=2')
  expect(found('/p/a?a=1', 3, posted)).toEqual([
    ['a'],
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ])
  expect(found('/p/a', 3, posted)).toEqual([['a'], [['b', '2']]])
  expect(found('/p/a?', 3, new URLSearchParams())).toEqual([['a'], undefined])
})

describe('a value', () => {
  test('is one of several, without blanks around it, and none where it is empty', () => {
    const fields = new URLSearchParams('a=+x+&a=&a=y&b=z&a=+')
    expect([valuesOf(fields, 'a'), valuesOf(fields, 'c'), valuesOf(undefined, 'a')]).toEqual([
      ['x', 'y'],
      [],
      [],
    ])
  })

  test.each([
    ['0', { exitCode: 0 }],
    ['-7', { exitCode: -7 }],
    ['123456789', { exitCode: 123_456_789 }],
    ['1234567890', {}],
    ['7x', {}],
    ['x7', {}],
    ['1.5', {}],
    ['', {}],
  ])('%j is the exit code of %j', (text, code) => {
    expect(exitCodeOf(text)).toEqual(code)
  })

  test.each([
    ['abcdef', { message: 'abcd' }],
    ['', {}],
    [null, {}],
    [undefined, {}],
  ])('%j is the message of %j', (text, message) => {
    expect(messageOf(text, 4)).toEqual(message)
  })
})

describe('a result in the words of another convention', () => {
  const success = { target: { id: ID }, kind: 'success' } as const
  const judged = (query: string, own: readonly string[] = []) =>
    unlessFailure(success, own, new URLSearchParams(query))

  test('is known by four names', () => {
    expect(RESULT_FIELDS).toEqual(['state', 'status', 's', 'success'])
  })

  test.each(['', '0', 'ok', 'UP', ' complete ', 'success', 'True', '1'])(
    'lets the success %j pass',
    value => {
      for (const name of ['state', 'status', 's', 'success'])
        expect(judged(`${name}=${encodeURIComponent(value)}`)).toBe(success)
    },
  )

  test.each(['state', 'status', 's', 'success'])('refuses a failure by the field %s', name => {
    const refused = { outcome: 'bad', reason: `the field ${name} is not understood at this address` }
    expect(judged(`${name}=down`)).toEqual(refused)
    expect(judged(`${name}=ok&${name}=2`)).toEqual(refused)
    expect(judged(`${name}=down`, [name])).toBe(success)
  })

  test('is of no concern to what is no success, and to other fields', () => {
    const fail = { ...success, kind: 'fail' } as const
    const bad = { outcome: 'bad', reason: 'x' } as const
    const fields = new URLSearchParams('status=down')
    expect([unlessFailure(fail, [], fields), unlessFailure(bad, [], fields)]).toEqual([fail, bad])
    expect(judged('msg=down')).toBe(success)
    expect(unlessFailure(success, [], undefined)).toBe(success)
  })
})

test('the fields that make a body a form are those of the convention, and those of results', () => {
  const results = ['state', 'status', 's', 'success']
  expect([...formFieldsOf('kuma')].sort()).toEqual([...new Set(['status', 'msg', 'ping', ...results])].sort())
  expect([...formFieldsOf('snitch')].sort()).toEqual([...new Set(['s', 'm', ...results])].sort())
  expect([...formFieldsOf('healthchecks')].sort()).toEqual(['create', 'rid', ...results].sort())
  expect([...formFieldsOf('cronitor')].sort()).toEqual(
    [
      ...new Set([
        ...['message', 'msg', 'metric', 'duration', 'series', 'status_code', 'host', 'env'],
        ...results,
      ]),
    ].sort(),
  )
  expect(Object.values(CONVENTIONS).map(({ takesForms }) => takesForms)).toEqual([false, true, true, true])
})

test('fields of a form count as those of an address', () => {
  expect(parseCheckIn(`/snitch/${BARE}`, new URLSearchParams('s=3&m=no+disk'))).toEqual({
    via: 'snitch',
    target: { id: ID },
    kind: 'fail',
    exitCode: 3,
    message: 'no disk',
  })
})

test.each([
  [`HTTPS://pi.example:8443/ping/${ID}`, { via: 'healthchecks', target: { id: ID }, kind: 'success' }],
  [`ftp://pi/ping/${ID}`, undefined],
])('a whole URL %s is the check-in %j', (url, checkIn) => {
  expect(parseCheckIn(url)).toEqual(checkIn)
})

describe('an answer', () => {
  test('has a status and words for each outcome', () => {
    const outcomes = Object.keys(STATUS) as (keyof typeof STATUS)[]
    expect(outcomes.map(outcome => [outcome, STATUS[outcome], WORDS[outcome]])).toEqual([
      ['accepted', 200, 'OK'],
      ['created', 201, 'Created'],
      ['ignored', 200, 'OK'],
      ['paused', 200, 'OK'],
      ['too-frequent', 200, 'OK (rate limited)'],
      ['unknown', 404, 'not found'],
      ['ambiguous', 409, 'ambiguous slug'],
      ['full', 403, 'too many checks'],
      ['bad', 400, 'invalid url format'],
      ['away', 503, 'not written down, try again'],
    ])
  })

  test('is text, or JSON', () => {
    const text = 'text/plain; charset=utf-8'
    expect([
      plainReply('full'),
      plainReply('bad', 'a reason'),
      plain(202, 'x'),
      json(200, { ok: true }),
    ]).toEqual([
      { status: 403, type: text, body: 'too many checks' },
      { status: 400, type: text, body: 'a reason' },
      { status: 202, type: text, body: 'x' },
      { status: 200, type: 'application/json; charset=utf-8', body: '{"ok":true}' },
    ])
  })
})
