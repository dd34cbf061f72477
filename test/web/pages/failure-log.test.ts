import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import { failureLog } from '../../../src/web/pages/failure-log'

function opened() {
  let now = 1_000_000
  const logged: unknown[] = []
  const log = { info: () => {}, warn: () => {}, error: (...line: unknown[]) => void logged.push(line) }
  return {
    note: failureLog({ log, now: () => now }, 'a request failed'),
    logged,
    wait: (ms: number) => {
      now += ms
    },
  }
}

test('a failure is logged once a minute', () => {
  const { note, logged, wait } = opened()
  const errors = [1, 2, 3, 4].map(n => new Error(`${n}`))
  note(errors[0])
  wait(59_999)
  note(errors[1])
  wait(1)
  note(errors[2])
  note(errors[3])
  expect(logged).toEqual([
    [errors[0], 'a request failed'],
    [errors[2], 'a request failed'],
  ])
})

test('a failure is logged also after the clock was set back', () => {
  const { note, logged, wait } = opened()
  const errors = [1, 2].map(n => new Error(`${n}`))
  note(errors[0])
  wait(-600_000)
  note(errors[1])
  expect(logged).toHaveLength(2)
})

test('a Redis that is away is not logged, and one that answers with an error is', () => {
  const { note, logged } = opened()
  note(new StoreUnavailable('Redis is away'))
  note(new StoreUnavailable('Redis is away', { cause: new Error('ECONNREFUSED') }))
  expect(logged).toEqual([])
  const cause = Object.assign(new Error('MISCONF'), { name: 'ReplyError' })
  const error = new StoreUnavailable('Redis takes no writes', { cause })
  note(error)
  expect(logged).toEqual([[error, 'a request failed']])
})
