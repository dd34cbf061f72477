import { describe, expect, test } from 'vitest'
import { accountOf, parametersOf, parseBatchy } from '../../../../src/domain/watch/check-ins/batchy'
import type { SignalKind } from '../../../../src/domain/watch/signal'

test.each([
  ['/batchy/open_batch/nightly', { action: 'start', workflow: 'nightly' }],
  ['/open_batch/nightly', { action: 'start', workflow: 'nightly' }],
  ['/open_batch/nightly/json', { action: 'start', workflow: 'nightly' }],
  ['/batchy/close_batch/load%20all', { action: 'success', workflow: 'load all' }],
  ['/fail_batch/nightly/', { action: 'fail', workflow: 'nightly' }],
  ['/batchy/get_status/nightly?x=1', { action: 'account', workflow: 'nightly' }],
  ['/load_cfg/nightly', { action: 'account', workflow: 'nightly' }],
  ['/open_batch/nightly/infa', { action: 'start', workflow: 'nightly', form: 'infa' }],
  ['/index', { action: 'index' }],
  ['/batchy/index/', { action: 'index' }],
])('%s is understood', (url, call) => expect(parseBatchy(url)).toEqual(call))

const ROUTES = 'open_batch, close_batch, fail_batch, get_status, load_cfg, index'
test.each([
  ['/batchy', `there is no such route; there are ${ROUTES}`],
  ['/Batchy/open_batch', 'the address names no workflow'],
  ['/batchy/Open_batch/a', `there is no such route; there are ${ROUTES}`],
  ['/open_batch/', 'the address names no workflow'],
  ['/batchy/open_batch/%20', 'the address names no workflow'],
  ['/open_batch/a/xml', 'only json is answered here, and infa to open_batch'],
  ['/close_batch/a/infa', 'only json is answered here, and infa to open_batch'],
  ['/open_batch/a/json/b', 'only json is answered here, and infa to open_batch'],
  [
    `/open_batch/${'a'.repeat(101)}`,
    'the name of a workflow has at most 100 characters, all of them visible',
  ],
  ['/open_batch/a%00', 'the name of a workflow has at most 100 characters, all of them visible'],
  ['/open_batch/a%E2%80%AEb', 'the name of a workflow has at most 100 characters, all of them visible'],
  ['/open_batch/a%E2%80%A8b', 'the name of a workflow has at most 100 characters, all of them visible'],
])('%s is refused: %s', (url, reason) => expect(parseBatchy(url)).toEqual({ reason }))

test.each(['/', '/batchy-x', '/open_batches/a', '/ping/open_batch/a', '/checks', '/x/batchy/open_batch/a'])(
  '%s is none of its routes',
  url => expect(parseBatchy(url)).toBeUndefined(),
)

describe('the account of a workflow', () => {
  const signals = (...kinds: SignalKind[]) =>
    kinds
      .map((kind, index) => ({ kind, at: Date.parse('2026-11-28T10:00:00.123Z') + index * 60_000 }))
      .reverse()
  const began = '2026-11-28T10:00:00.123000'

  test.each([
    ['is new', [], { batch_id: null, status: 'new', batch_start: null, batch_end: null }],
    ['is open', ['start'], { batch_id: 1_795_860_000, status: 'open', batch_start: began, batch_end: null }],
    [
      'has succeeded',
      ['start', 'log', 'success'],
      {
        batch_id: 1_795_860_000,
        status: 'success',
        batch_start: began,
        batch_end: '2026-11-28T10:02:00.123000',
      },
    ],
    [
      'has failed, and shows that again',
      ['start', 'fail', 'log'],
      {
        batch_id: 1_795_860_000,
        status: 'failure',
        batch_start: began,
        batch_end: '2026-11-28T10:01:00.123000',
      },
    ],
    [
      'is open again',
      ['success', 'start'],
      {
        batch_id: 1_795_860_060,
        status: 'open',
        batch_start: '2026-11-28T10:01:00.123000',
        batch_end: null,
      },
    ],
    [
      'was never opened',
      ['success'],
      { batch_id: 1_795_860_000, status: 'success', batch_start: began, batch_end: began },
    ],
  ] as const)('that %s', (_state, kinds, account) =>
    expect(accountOf(signals(...kinds))).toEqual({ global: account }),
  )
})

test('an account as parameters has a section for each job, as Informatica reads it', () => {
  const global = {
    batch_id: 1_795_860_000,
    status: 'open',
    batch_start: '2026-11-28T10:00:00.123000',
    batch_end: null,
  }
  expect(parametersOf({ global })).toBe(
    '\n[global]\n$$batch_id=1795860000\n$$status=open\n$$batch_start=2026-11-28T10:00:00.123000\n$$batch_end=None\n',
  )
})
