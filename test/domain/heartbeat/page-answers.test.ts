import { expect, it } from 'vitest'
import type { Attempt, Progress } from '../../../src/domain/heartbeat/heartbeat'
import { progressAnswer, wasSentBefore } from '../../../src/domain/heartbeat/page-answers'

const attempt = (given: Partial<Attempt> = {}): Attempt => ({
  at: 5,
  delivered: true,
  result: '200',
  detail: 'answered 200',
  phases: { total: 40 },
  ...given,
})
const PROGRESS: Progress = { job: 'slot-7', slot: 7, state: 'retrying', detail: 'once more', attempts: [] }

it('the progress of a heartbeat has its state twice, and each attempt with the time that it took', () => {
  expect(progressAnswer(PROGRESS)).toStrictEqual({
    job: 'slot-7',
    slot: '7',
    status: 'retrying',
    state: 'retrying',
    detail: 'once more',
    attempts: [],
  })
  const attempts = [attempt({ webPage: true, target: 'old' }), attempt({ delivered: false, target: 'new' })]
  const shown = { at: 5, delivered: true, result: '200', detail: 'answered 200', duration: 40 }
  expect(progressAnswer({ ...PROGRESS, attempts }, 'old')).toStrictEqual({
    job: 'slot-7',
    slot: '7',
    status: 'retrying',
    state: 'retrying',
    detail: 'once more',
    before: true,
    attempts: [
      { ...shown, webPage: true },
      { ...shown, delivered: false },
    ],
  })
})

it.each([
  [[], 'now', false],
  [[{}], 'now', false],
  [[{ target: 'now' }], 'now', false],
  [[{ target: 'then' }], 'now', true],
  [[{ target: 'then' }], undefined, false],
  [[{ target: 'then' }, { target: 'now' }], 'now', false],
  [[{ target: 'now' }, { target: 'then' }], 'now', true],
])('attempts %j were made before the settings %j: %s', (attempts, present, before) => {
  expect(wasSentBefore(attempts, present)).toBe(before)
})
