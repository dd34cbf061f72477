import { expect, it } from 'vitest'
import { endStep, progressWords, wasRetried } from '../../../src/domain/heartbeat/progress-words'

const QUEUED = 'Queued: waiting for the worker'
const RETRYING = 'The first attempt failed; one more follows in some seconds'
const BEFORE = ' That was with the URL or the frequency before the change: press again for the saved ones.'

it.each([
  ['queued', '', `${QUEUED}.`, 'Delivered', false],
  ['sending', '', 'Sending.', 'Delivered', false],
  ['retrying', 'why', `${RETRYING} (why).`, 'Delivered', false],
  ['delivered', 'answered 200', 'Delivered (answered 200).', 'Delivered', true],
  ['failed', 'why', 'Failed (why).', 'Failed', true],
  ['missed', '', 'Missed: it was not sent.', 'Missed', true],
  ['withheld', 'a gate', 'Withheld (a gate).', 'Withheld', true],
] as const)('a heartbeat that is %s (%s) reads: %s', (state, detail, words, end, isOver) => {
  expect(progressWords({ state, detail, attempts: [] })).toBe(words)
  expect(progressWords({ state, detail, attempts: [], before: false })).toBe(words)
  expect(progressWords({ state, detail, attempts: [], before: true })).toBe(isOver ? words + BEFORE : words)
  expect(endStep(state)).toBe(end)
})

it('a page that answered the last attempt is a doubt about its delivery alone', () => {
  const page = { webPage: true } as const
  const words = (state: 'delivered' | 'failed', attempts: readonly { readonly webPage?: true }[]) =>
    progressWords({ state, detail: 'a page', attempts })
  expect(words('delivered', [{}, page])).toBe('Delivered, but a page')
  expect(words('delivered', [page, {}])).toBe('Delivered (a page).')
  expect(words('failed', [page])).toBe('Failed (a page).')
})

it.each([
  ['sending', 0, false],
  ['sending', 1, false],
  ['sending', 2, true],
  ['retrying', 1, true],
  ['delivered', 1, false],
  ['delivered', 2, true],
] as const)('a heartbeat that is %s after %i attempts was retried: %s', (state, attempts, retried) => {
  expect(wasRetried(state, Array(attempts).fill({}))).toBe(retried)
})
