import { expect, test } from 'vitest'
import { messageNotices, messageWords } from '../../../src/domain/watch/message-words'

test('messages are counted by what became of them, with the last unknown sender', () => {
  const counts = { taken: 1_200, unknown: 3, type: 1 }
  expect(messageWords({ isReceived: true, counts, lastUnknown: 'a/b' })).toBe(
    '1200 messages taken; dropped: 1 of another type, 3 from unknown senders (the last: a/b)',
  )
  expect(messageWords({ isReceived: true, counts: {} })).toBe('0 messages taken')
  expect(messageWords({ isReceived: true, counts: { taken: 1 } })).toBe('1 message taken')
  const all = { form: 1, size: 2, name: 3, word: 4, unknown: 5, rate: 6, full: 7, failed: 8, lost: 9 }
  expect(messageWords({ isReceived: true, counts: { taken: 1, ...all, other: 7 } })).toBe(
    '1 message taken; dropped: 1 with too many frames, or without a sender and an event, 2 that are too long, 3 whose sender or event is no name, 4 without the right word, 5 from unknown senders, 6 that came too often, 7 for which no check is made any more, 8 that could not be written down, 9 that were lost, at most, when the program was killed',
  )
})

test('a program that does not run is a notice, with the reason where there is one', () => {
  expect(messageNotices({ isReceived: true, counts: {} })).toEqual([])
  const problem = '0MQ is not available on this machine: there is no library for its processor (arm)'
  expect(messageNotices({ isReceived: false, counts: {}, problem })).toEqual([
    { title: 'Messages by 0MQ are not received.', sentences: [`The reason: ${problem}.`] },
  ])
  expect(messageNotices({ isReceived: false, counts: {} })[0]?.sentences).toEqual([
    'The reason: its program does not run; type "sudo systemctl status intvlm8r-zmq", or look at what npm start printed.',
  ])
})

test('an address that cannot be listened at is a notice, unless nothing is received at all', () => {
  const troubles = ['tcp://0.0.0.0:5659 cannot be listened at: Address already in use']
  const state = { counts: {}, troubles }
  expect(messageNotices({ ...state, isReceived: true })).toEqual([
    {
      title: 'Messages by 0MQ are not received everywhere.',
      sentences: [
        'tcp://0.0.0.0:5659 cannot be listened at: Address already in use.',
        'It is tried again every few seconds; otherwise change [Zmq] in the INI.',
      ],
    },
  ])
  expect(messageNotices({ ...state, isReceived: false })).toHaveLength(1)
})
