import { expect, test } from 'vitest'
import { createOrChange } from '../../../src/web/watch/create-or-change'
import { plan } from '../../support/watch'

const PLAN = plan('NAS')
const check = (origin: string) => ({ id: 'an id', origin, ...PLAN })
const made = (created: boolean, origin = 'page') => ({
  check: check(origin),
  state: { status: 'new' },
  created,
})

/** A store that answers in turn, and writes down what it was asked for. */
function store(alike: readonly object[], updated: readonly object[] = []) {
  const calls: unknown[][] = []
  const [nextAlike, nextUpdated] = [[...alike], [...updated]]
  const checks = {
    create: async (...args: unknown[]) => {
      calls.push(['create', ...args])
      return { check: check('api'), state: { status: 'new' } }
    },
    createUnlessAlike: async (...args: unknown[]) => {
      calls.push(['createUnlessAlike', ...args])
      return nextAlike.shift()
    },
    update: async (...args: unknown[]) => {
      calls.push(['update', ...args])
      return nextUpdated.shift()
    },
  }
  const run = (unique: readonly 'name'[]) =>
    createOrChange(checks as never, { plan: PLAN, unique, now: 7 }, async there => ({ tags: [there.name] }))
  return { run, calls }
}

test('without unique fields a check is created', async () => {
  const { run, calls } = store([])
  expect(await run([])).toEqual({ check: check('api'), state: { status: 'new' }, created: true })
  expect(calls).toEqual([['create', PLAN, 'api', 7]])
})

test('where none has the same values, one is created', async () => {
  const { run, calls } = store([made(true)])
  expect(await run(['name'])).toEqual(made(true))
  expect(calls).toEqual([['createUnlessAlike', PLAN, ['name'], 'api', 7]])
})

test('one that is there is changed', async () => {
  const changed = { kind: 'changed', check: check('page'), state: { status: 'up' } }
  const { run, calls } = store([made(false)], [changed])
  expect(await run(['name'])).toEqual({ ...changed, created: false })
  expect(calls[1]).toEqual(['update', 'an id', { tags: ['NAS'] }, 7])
})

test('one of a file is not, nor one that has come from a file since', async () => {
  const { run, calls } = store([made(false, 'ini')])
  expect(await run(['name'])).toEqual({ readOnly: check('ini') })
  expect(calls).toHaveLength(1)
  const late = store([made(false)], [{ kind: 'read-only' }])
  expect(await late.run(['name'])).toEqual({ readOnly: check('page') })
})

test('where it was removed in between, one is created after all', async () => {
  const { run, calls } = store([made(false), made(true)], [{ kind: 'unknown' }])
  expect(await run(['name'])).toEqual(made(true))
  expect(calls.map(([name]) => name)).toEqual(['createUnlessAlike', 'update', 'createUnlessAlike'])
})
