import { expect, it } from 'vitest'
import { TOPIC, withOwnTopic } from '../../../src/domain/alerts/ntfy-address'

const long = 'x'.repeat(64)

it.each([
  ['https://ntfy.sh/mine', '', 'https://ntfy.sh/', 'mine'],
  ['https://ntfy.sh/mine//', '', 'https://ntfy.sh/', 'mine'],
  ['https://ntfy.sh/mine', 'mine', 'https://ntfy.sh/', 'mine'],
  ['https://example.org/push/mine', '', 'https://example.org/push', 'mine'],
  ['https://example.org/mine?x=1', '', 'https://example.org/?x=1', 'mine'],
  [`https://ntfy.sh/${long}`, '', 'https://ntfy.sh/', long],
  // Another path, and an address that cannot be used, stay.
  ['https://ntfy.sh/mine', 'other', 'https://ntfy.sh/mine', 'other'],
  [`https://ntfy.sh/${long}x`, '', `https://ntfy.sh/${long}x`, ''],
  ['https://ntfy.sh', '', 'https://ntfy.sh', ''],
  ['https://ntfy.sh/a.b', '', 'https://ntfy.sh/a.b', ''],
  ...['json', 'sse', 'raw', 'ws', 'auth', 'publish', 'send', 'trigger'].map(word => [
    `https://ntfy.sh/${word}`,
    '',
    `https://ntfy.sh/${word}`,
    '',
  ]),
  ['ntfy.sh/mine', '', 'ntfy.sh/mine', ''],
  ['', '', '', ''],
])('%s with the topic %j is %s with %j', (url, topic, server, own) => {
  expect(withOwnTopic({ url, topic, token: 't' })).toStrictEqual({ url: server, topic: own, token: 't' })
})

it('settings without an address or a topic stay', () => {
  expect(withOwnTopic({})).toStrictEqual({})
  expect(withOwnTopic({ topic: 'mine' })).toStrictEqual({ topic: 'mine' })
  expect(withOwnTopic({ url: 'https://ntfy.sh/mine' })).toStrictEqual({
    url: 'https://ntfy.sh/',
    topic: 'mine',
  })
})

it.each([
  ['a', true],
  ['A_b-9', true],
  [long, true],
  [`${long}x`, false],
  ['', false],
  ['a b', false],
  ['a/b', false],
])('%j is a topic: %s', (topic, isTopic) => {
  expect(TOPIC.test(topic)).toBe(isTopic)
})
