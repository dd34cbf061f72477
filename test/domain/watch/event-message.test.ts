import { describe, expect, it } from 'vitest'
import {
  DROPS,
  eventMessage,
  isJob,
  MESSAGE_KINDS,
  MOST_BYTES,
} from '../../../src/domain/watch/event-message'

const bytes = (text: string | Uint8Array) =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text
const read = (...frames: (string | Uint8Array)[]) => eventMessage(frames.map(bytes), '')
const withWord = (...frames: string[]) => eventMessage(frames.map(bytes), 'open sesame')

describe('a message about an event', () => {
  it.each([
    ['STARTED', 'start'],
    ['PROGRESS', 'log'],
    ['FAILED', 'fail'],
    ['SUCCEEDED', 'success'],
  ])('of the type %s is a signal of the kind %s', (type, kind) => {
    expect(read(type, 'clientA', 'nightly', 'text')).toEqual({
      kind,
      sender: 'clientA',
      job: 'clientA/nightly',
      detail: { via: 'zmq', body: 'text' },
    })
  })

  it('may stand in one frame, with blanks between', () => {
    expect(read('PROGRESS clientA nightly 50')).toMatchObject({
      kind: 'log',
      job: 'clientA/nightly',
      detail: { body: '50', percent: 50 },
    })
    expect(read('FAILED  clientA nightly disk  full')).toMatchObject({ detail: { body: 'disk  full' } })
  })

  it.each([
    ['50', 50],
    ['50%', 50],
    ['12.5 %', 12.5],
    ['12.625', 12.625],
    [' 7 ', 7],
    ['7  %', 7],
    ['1234', undefined],
    ['0', 0],
    ['at 7 %', 7],
    ['at 7  %', undefined],
    ['at 1.7%', 1.7],
    ['at 1.2.7%', undefined],
    ['at 1234%', undefined],
    ['100.5', undefined],
    ['1.2345', undefined],
    ['3 files, 12.625 % of it', 12.625],
    ['copied 99% of it', 99],
    ['100', 100],
    ['101', undefined],
    ['250 %', undefined],
    ['file 7', undefined],
    ['', undefined],
  ])('with the progress %j has the percentage %s', (text, percent) => {
    const message = read('PROGRESS', 'a', 'b', text)
    expect(Object(message).detail.percent).toBe(percent)
  })

  it('may have blanks and other alphabets in its names, and a text that is no UTF-8', () => {
    expect(read('STARTED', 'my best mate', 'Hochzeit 婚礼')).toMatchObject({
      job: 'my best mate/Hochzeit 婚礼',
    })
    expect(read('FAILED', 'a', 'b', new Uint8Array([0x61, 0xff]))).toMatchObject({
      detail: { body: 'a\uFFFD' },
    })
  })

  it('keeps no text that is empty', () => {
    expect(Object(read('FAILED', 'a', 'b', '')).detail).toEqual({ via: 'zmq' })
  })
})

describe('a message is dropped', () => {
  it.each([
    ['type', ['STOPLOOP']],
    ['type', ['FOO', 'a', 'b']],
    ['type', ['SUCCEEDED_WITH_WARNINGS', 'a', 'b']],
    ['type', ['succeeded', 'a', 'b']],
    ['type', ['toString', 'a', 'b']],
    ['type', ['']],
    ['form', []],
    ['form', ['SUCCEEDED', 'a']],
    ['form', ['SUCCEEDED a']],
    ['form', ['SUCCEEDED', 'a', 'b', '1', '2', '3', '4', '5', '6']],
    ['size', ['FAILED', 'a', 'b', 'x'.repeat(65_529)]],
    ['form', ['FAILED']],
    ['form', ['FAILED ']],
    ['name', ['FAILED', 'a', 'x'.repeat(101)]],
    ['name', ['FAILED', 'a', new Uint8Array([0xff])]],
    ['name', ['FAILED', 'a ', 'b']],
    ['name', ['FAILED', 'a', '']],
    ['type', [new Uint8Array([0xff])]],
    ['type', [new Uint8Array([0xff]), 'a', 'b']],
    ['type', ['', 'a', 'b']],
    ['name', ['FAILED', '', 'b']],
    ['name', ['FAILED', 'a', ' b']],
    ['name', ['FAILED', 'a/b', 'c']],
    ['name', ['FAILED', 'a\nb', 'c']],
    ['name', ['FAILED', 'a\u202eb', 'c']],
    ['name', ['FAILED', 'x'.repeat(101), 'c']],
    ['name', ['FAILED', new Uint8Array([0xff]), 'c']],
  ])('for its %s: %j', (reason, frames) => {
    expect(read(...frames)).toBe(reason)
  })
})

describe('a word', () => {
  it('has to stand in frame 1, or second in the one frame', () => {
    expect(withWord('FAILED', 'open sesame', 'a', 'b', 'text')).toMatchObject({ job: 'a/b' })
    expect(eventMessage([bytes('FAILED sesame-1 a b text')], 'sesame-1')).toMatchObject({ job: 'a/b' })
  })

  it.each([
    ['FAILED', 'a', 'b'],
    ['FAILED', 'open sesamE', 'a', 'b'],
    ['FAILED', '', 'a', 'b'],
    ['FAILED', 'open sesame!', 'a', 'b'],
    ['FAILED a b text'],
    ['FAILED'],
    ['FAILED', 'open sesam', 'a', 'b'],
    ['FAILED', 'xxxx sesame', 'a', 'b'],
  ])('that is missing or wrong drops %j', (...frames) => {
    expect(withWord(...frames)).toBe('word')
  })
})

describe('a message that is as long as it may be', () => {
  it('is taken', () => {
    expect(read('FAILED', 'a', 'b', 'x'.repeat(MOST_BYTES - 8))).toMatchObject({ kind: 'fail' })
    expect(read('FAILED', 'a', 'b', '1', '2', '3', '4', '5')).toMatchObject({ detail: { body: '1' } })
    expect(read('FAILED', 'x'.repeat(100), 'y'.repeat(100))).toMatchObject({ kind: 'fail' })
    expect(MOST_BYTES).toBe(65_536)
  })

  it('may have a slash in its event', () => {
    expect(read('FAILED', 'a', 'b/c')).toMatchObject({ sender: 'a', job: 'a/b/c' })
  })

  it('has percentages as notes only', () => {
    expect(read('FAILED', 'a', 'b', '50%')).toEqual({
      kind: 'fail',
      sender: 'a',
      job: 'a/b',
      detail: { via: 'zmq', body: '50%' },
    })
  })

  it('in one frame has all that follows as its text', () => {
    expect(read('FAILED a b the disk is full')).toMatchObject({
      job: 'a/b',
      detail: { body: 'the disk is full' },
    })
    expect(read('FAILED a b')).toEqual({ kind: 'fail', sender: 'a', job: 'a/b', detail: { via: 'zmq' } })
  })
})

it('the types of messages, and the reasons for which one is dropped, have names', () => {
  expect(MESSAGE_KINDS).toEqual({ STARTED: 'start', PROGRESS: 'log', FAILED: 'fail', SUCCEEDED: 'success' })
  expect(Object.keys(DROPS)).toEqual([
    ...['type', 'form', 'size', 'name', 'word', 'unknown', 'rate', 'full', 'failed', 'lost'],
  ])
})

it.each([
  ['a/b', true],
  ['a/b/c', true],
  ['a/', false],
  ['/b', false],
  ['ab', false],
  ['a /b', false],
  ['a/b ', false],
])('a message can be for the job %j: %s', (job, can) => {
  expect(isJob(job)).toBe(can)
})
