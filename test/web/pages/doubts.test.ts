import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import { createDoubts, doubtNotices } from '../../../src/web/pages/doubts'

test('what can be read leaves no doubt', async () => {
  const doubts = createDoubts()
  expect(await doubts.read('The checks', Promise.resolve(7), 0)).toBe(7)
  expect(doubts.sentences()).toEqual([])
  expect(doubtNotices(doubts.sentences())).toEqual([])
})

test('what cannot be read is told once, with its reason, and has something in its place', async () => {
  const doubts = createDoubts()
  const away = () => Promise.reject(new StoreUnavailable('Redis is away'))
  expect(await doubts.read('The checks', away(), 0)).toBe(0)
  await doubts.read('The checks', away(), 0)
  await doubts.read('The group', Promise.reject(new Error('WRONGTYPE')), undefined)
  const sentences = [
    'The checks cannot be read: Redis is away.',
    'The group cannot be read: Redis answers with an error (WRONGTYPE).',
  ]
  expect(doubts.sentences()).toEqual(sentences)
  expect(doubtNotices(sentences)).toEqual([{ title: 'Not all is known.', sentences }])
})
