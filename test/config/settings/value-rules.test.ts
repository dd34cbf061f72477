import { describe, expect, test } from 'vitest'
import type { Fail } from '../../../src/config/settings/section-reader'
import {
  atOnceOf,
  copiesOf,
  dutyOf,
  frequencyOf,
  hostnamesOf,
  hostOf,
  languageOf,
  namesOf,
  patienceOf,
  portOf,
  prefixOf,
  proxyOf,
  rankOf,
  redisUrlOf,
  shardsOf,
  takeoverOf,
  totpKeyOf,
  urlOf,
} from '../../../src/config/settings/value-rules'

const RULES = {
  totpKeyOf,
  frequencyOf,
  urlOf,
  hostOf,
  languageOf,
  patienceOf,
  portOf,
  hostnamesOf,
  proxyOf,
  prefixOf,
  redisUrlOf,
  atOnceOf,
  dutyOf,
  rankOf,
  takeoverOf,
}

/** The value as it is used, or `refused`. */
function judged<T>(rule: (fail: Fail) => T | undefined): T | 'refused' | undefined {
  let isRefused = false
  const value = rule(() => {
    isRefused = true
    return undefined
  })
  expect(isRefused, 'a reason for no value').toBe(value === undefined)
  return isRefused ? 'refused' : value
}

const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXY2'
test.each<[keyof typeof RULES, string, unknown]>([
  ['totpKeyOf', '', ''],
  ['totpKeyOf', KEY, KEY],
  ['totpKeyOf', KEY.slice(1), 'refused'],
  ['totpKeyOf', KEY.toLowerCase(), 'refused'],
  ['totpKeyOf', `${KEY}1`, 'refused'],
  ['totpKeyOf', 'A'.repeat(128), 'A'.repeat(128)],
  ['totpKeyOf', 'A'.repeat(129), 'refused'],
  ['frequencyOf', 'OFF', 'Off'],
  ['frequencyOf', '5', 5],
  ['frequencyOf', '60', 60],
  ['frequencyOf', '7', 'refused'],
  ['frequencyOf', '', 'refused'],
  ['urlOf', '', 'refused'],
  ['urlOf', 'ftp://a', 'refused'],
  ['hostOf', '0.0.0.0', '0.0.0.0'],
  ['hostOf', 'fe80::1%eth0', 'fe80::1%eth0'],
  ['hostOf', 'a b', 'refused'],
  ['hostOf', '0.0.0.0:8080', 'refused'],
  ['hostOf', '[::1]', 'refused'],
  ['hostOf', '', 'refused'],
  ['languageOf', 'DE', 'de'],
  ['languageOf', 'en', 'en'],
  ['languageOf', 'fr', 'refused'],
  ['languageOf', 'toString', 'refused'],
  ['patienceOf', '1m', 60_000],
  ['patienceOf', '59s', 'refused'],
  ['patienceOf', '400d', 34_560_000_000],
  ['patienceOf', '400d1s', 'refused'],
  ['patienceOf', 'soon', 'refused'],
  ['portOf', '1', 1],
  ['portOf', '65535', 65_535],
  ['portOf', '0', 'refused'],
  ['portOf', '65536', 'refused'],
  ['portOf', '000080', 'refused'],
  ['portOf', '80a', 'refused'],
  ['portOf', 'a80', 'refused'],
  ['hostnamesOf', 'Pi.local,  [::1] nas', ['pi.local', '[::1]', 'nas']],
  ['hostnamesOf', 'http://pi', 'refused'],
  ['hostnamesOf', 'pi:80', 'refused'],
  ['hostnamesOf', '[pi]', 'refused'],
  ['proxyOf', 'OFF', 'off'],
  ['proxyOf', 'http://proxy:3128', 'http://proxy:3128'],
  ['proxyOf', 'ftp://proxy', 'refused'],
  ['prefixOf', 'home-1.a_b', 'home-1.a_b'],
  ['prefixOf', '-home', 'refused'],
  ['prefixOf', 'a'.repeat(64), 'a'.repeat(64)],
  ['prefixOf', 'a'.repeat(65), 'refused'],
  ['redisUrlOf', '/run/redis.sock', '/run/redis.sock'],
  ['redisUrlOf', 'redis://a:6379', 'redis://a:6379'],
  // The client takes TLS from a scheme in small letters alone.
  ['redisUrlOf', 'REDISS://bob:Pass@A', 'rediss://bob:Pass@A'],
  ['redisUrlOf', 'redis://:50%25off@a', 'redis://:50%25off@a'],
  ['redisUrlOf', 'redis://:50%off@a', 'refused'],
  ['redisUrlOf', 'redis://50%:off@a', 'refused'],
  ['redisUrlOf', 'redis:///0', 'refused'],
  ['redisUrlOf', 'redis://a/12', 'redis://a/12'],
  ['redisUrlOf', 'redis://a/1x', 'refused'],
  ['redisUrlOf', 'redis://a/home', 'refused'],
  ['redisUrlOf', 'http://a', 'refused'],
  ['redisUrlOf', 'a:6379', 'refused'],
  ['redisUrlOf', 'redis+cluster://a,b', 'redis+cluster://a,b'],
  ['redisUrlOf', 'redis+sentinel://a', 'refused'],
  ['atOnceOf', '1', 1],
  ['atOnceOf', '16', 16],
  ['atOnceOf', '17', 'refused'],
  ['atOnceOf', '0', 'refused'],
  ['atOnceOf', '1a', 'refused'],
  ['atOnceOf', '010', 'refused'],
  ['dutyOf', 'Own', 'own'],
  ['dutyOf', 'GROUP', 'group'],
  ['dutyOf', '', 'refused'],
  ['rankOf', '1', 1],
  ['rankOf', '99', 99],
  ['rankOf', '0', 'refused'],
  ['rankOf', '100', 'refused'],
  ['rankOf', 'a1', 'refused'],
  ['takeoverOf', '5s', 5_000],
  ['takeoverOf', '4s', 'refused'],
  ['takeoverOf', '1h', 3_600_000],
  ['takeoverOf', '1h1s', 'refused'],
  ['takeoverOf', 'soon', 'refused'],
])('%s reads %j as %j', (name, value, expected) => {
  const rule: (value: string, fail: Fail) => unknown = RULES[name]
  expect(judged(fail => rule(value, fail))).toEqual(expected)
})

test('names are in small letters, each once', () => {
  expect(namesOf(' B, a  b,,')).toEqual(['b', 'a'])
  expect(namesOf('')).toEqual([])
})

describe('several servers', () => {
  test.each([
    ['1', '', 1],
    ['2', '', 'refused'],
    ['2', 'redis://a', 2],
    ['2', undefined, 2],
    ['9', 'redis://a', 9],
    ['0', 'redis://a', 'refused'],
    ['10', 'redis://a', 'refused'],
  ])('%s copies with the url %j are %j', (value, url, expected) => {
    expect(judged(fail => copiesOf(value, url, fail))).toBe(expected)
  })

  test.each([
    ['1', '', 1],
    ['2', '', 'refused'],
    ['64', 'redis+cluster://a', 64],
    ['10', undefined, 10],
    ['65', 'redis+cluster://a', 'refused'],
    ['0', 'redis+cluster://a', 'refused'],
    ['1a', 'redis+cluster://a', 'refused'],
    ['a1', 'redis+cluster://a', 'refused'],
  ])('%s parts with the url %j are %j', (value, url, expected) => {
    expect(judged(fail => shardsOf(value, url, fail))).toBe(expected)
  })
})
