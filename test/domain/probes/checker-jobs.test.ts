import { describe, expect, it } from 'vitest'
import { checkerJobName, dueFrequencies, everyOf, habitsOf } from '../../../src/domain/probes/checker-jobs'

const id = (text: string) => Buffer.from(text).toString('base64')

describe('the name of a job', () => {
  it.each([
    ["<class 'jobs.Disk.Disk'>", 'Disk'],
    [
      "<class 'jobs.TCPServerChecker.TCPServerChecker.ServerChecker'> for web(h:80)|h|80",
      'ServerChecker for web(h:80)',
    ],
    ["<class 'jobs.Foo.Foo'>|a|b c", 'Foo(a, b c)'],
    ['Büro|x', 'Büro(x)'],
  ])('of %s is %s', (text, name) => {
    expect(checkerJobName(id(text))).toBe(name)
  })

  it('is cut, and stays apart from others with the same beginning', () => {
    const long = (end: string) =>
      checkerJobName(id(`<class 'jobs.A.A'> for https://example.org/${'x'.repeat(60)}${end}`))
    expect(long('1')).toMatch(/^A for https:\/\/example\.org\/x+~[0-9a-f]{8}$/)
    expect(long('1')).toHaveLength(60)
    expect(long('1')).not.toBe(long('2'))
    expect(long('1')).toBe(long('1'))
  })
})

describe('the frequencies that are due', () => {
  const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute, 5).getTime()
  it.each([
    ['at midnight', at(20, 23, 59), at(21, 0, 0), ['minute', 'hour', 'day']],
    ['at noon', at(20, 11, 59), at(20, 12, 0), ['minute', 'hour', 'day_noon']],
    ['at another hour', at(20, 12, 59), at(20, 13, 0), ['minute', 'hour']],
    ['in between', at(20, 13, 0), at(20, 13, 1), ['minute']],
    ['after a morning without power', at(20, 3, 0), at(20, 13, 20), ['minute', 'hour', 'day_noon']],
    ['after a day without', at(19, 3, 0), at(21, 3, 20), ['minute', 'hour', 'day', 'day_noon']],
    ['after the clock was set back', at(21, 3, 0), at(20, 3, 0), ['minute', 'hour', 'day', 'day_noon']],
    ['at the first run', undefined, at(20, 3, 0), ['minute', 'hour', 'day', 'day_noon']],
  ])('%s', (_when, since, now, frequencies) => {
    expect(dueFrequencies(since, now)).toEqual(frequencies)
  })
})

it.each([
  ['minute', 'minute'],
  ['hour', 'hour'],
  ['day', 'day'],
  ['day_noon', 'noon'],
  ['noon', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
  // Names that each object of JavaScript has.
  ['constructor', undefined],
  ['toString', undefined],
])('the frequency %s of Checker is %s here', (every, ours) => {
  expect(everyOf({ ...(every !== undefined && { every }) })).toBe(ours)
})

describe('the habits of a job', () => {
  it.each([
    [
      { every: 'minute', notify: '10min', failures: 5 },
      { reminders: '10m', recovery: false, failuresBeforeAlert: 5 },
    ],
    [
      { every: 'minute', notify: 'every', failures: 1 },
      { reminders: 'always', recovery: false, failuresBeforeAlert: 1 },
    ],
    [
      { every: 'day', notify: '5min' },
      { reminders: 'always', recovery: false },
    ],
    [
      { every: 'hour', notify: 'hour' },
      { reminders: 'always', recovery: false },
    ],
    [
      { every: 'hour', notify: 'day' },
      { reminders: '1d', recovery: false },
    ],
    [
      { every: 'day', notify: 'state_change' },
      { reminders: 'change', recovery: true },
    ],
    [
      { every: 'day_noon', notify: 'day' },
      { reminders: 'always', recovery: false },
    ],
    [
      { every: 'minute', notify: '5min', failures: 100 },
      { reminders: '5m', recovery: false, failuresBeforeAlert: 100 },
    ],
    [
      { every: 'weekly', notify: 'day' },
      { reminders: '1d', recovery: false },
    ],
    [{ every: 'minute', notify: '', failures: 101 }, {}],
    [{ every: 'minute', failures: 0 }, {}],
    [{ every: 'day', notify: null, failures: null }, {}],
    [{ every: 'constructor', notify: 'constructor' }, {}],
  ])('%o', (line, habits) => {
    expect(habitsOf(line)).toEqual(habits)
  })
})
