/** Hosts that are reached without the proxy, by a list as NO_PROXY has it. */
import { describe, expect, it } from 'vitest'
import { isExempt } from '../../../src/io/net/no-proxy'

const HOSTS = {
  plain: 'http://example.org/a',
  sub: 'http://deep.Example.org./a',
  secure: 'https://example.org/a',
  odd: 'http://example.org:8080/',
  alike: 'http://badexample.org/',
  four: 'http://10.1.2.3/',
  six: 'http://[fd00::5]/',
  mapped: 'http://[::ffff:10.1.2.3]:8080/',
} as const

/** The hosts of these that a list exempts. */
const exempt = (list: string) =>
  Object.entries(HOSTS).flatMap(([name, url]) => (isExempt(list, new URL(url)) ? [name] : []))

describe('a list', () => {
  it.each<[string, readonly string[]]>([
    ['', []],
    [' , ', []],
    ['*', Object.keys(HOSTS)],
    ['example.org', ['plain', 'sub', 'secure', 'odd']],
    ['EXAMPLE.ORG', ['plain', 'sub', 'secure', 'odd']],
    ['.example.org', ['plain', 'sub', 'secure', 'odd']],
    ['*.example.org', ['plain', 'sub', 'secure', 'odd']],
    ['example.org.', ['plain', 'sub', 'secure', 'odd']],
    ['deep.example.org', ['sub']],
    ['org', ['plain', 'sub', 'secure', 'odd', 'alike']],
    ['xample.org', []],
    ['example', []],
    ['.', []],
    ['*.', []],
    ['nas badexample.org', ['alike']],
    ['nas,badexample.org', ['alike']],
    ['nas, badexample.org', ['alike']],
  ])('of names: %s', (list, found) => {
    expect(exempt(list)).toEqual(found)
  })

  it.each<[string, readonly string[]]>([
    ['example.org:80', ['plain', 'sub']],
    ['example.org:443', ['secure']],
    ['example.org:8080', ['odd']],
    ['*:8080', ['odd', 'mapped']],
    ['example.org:', []],
    ['10.1.2.3:80', ['four']],
    ['10.1.2.3:81', []],
    ['[fd00::5]:80', ['six']],
    ['[fd00::5]:81', []],
    ['[fd00::5]', ['six']],
  ])('of ports: %s', (list, found) => {
    expect(exempt(list)).toEqual(found)
  })

  it.each<[string, readonly string[]]>([
    ['10.1.2.3', ['four', 'mapped']],
    ['10.1.2.4', []],
    ['10.0.0.0/8', ['four', 'mapped']],
    ['10.1.2.2/31', ['four', 'mapped']],
    ['10.1.2.2/32', []],
    ['10.1.2.3/32', ['four', 'mapped']],
    ['10.1.2.3/33', []],
    ['0.0.0.0/0', ['four', 'mapped']],
    ['10.1.2.3/', []],
    ['10.1.2.3/x8', []],
    ['10.1.2.3/8x', []],
    ['10.1.2.3/0008', []],
    ['fd00::5', ['six']],
    ['fd00::6', []],
    ['fd00::/8', ['six']],
    ['fd00::/128', []],
    ['fd00::5/128', ['six']],
    ['fd00::5/129', []],
    ['1.2.3', []],
  ])('of addresses: %s', (list, found) => {
    expect(exempt(list)).toEqual(found)
  })
})

it('a name is in no range, and no address ends with a name', () => {
  expect(isExempt('10.0.0.0/8', new URL('http://ten.example/'))).toBe(false)
  for (const end of ['2.3', '.2.3', '*.3']) expect(isExempt(end, new URL('http://10.1.2.3/'))).toBe(false)
})
