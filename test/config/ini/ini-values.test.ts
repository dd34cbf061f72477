/** The values of an INI by section and key. */
import { expect, test } from 'vitest'
import { scanIni } from '../../../src/config/ini/ini-text'
import { defaultsIn, iniValues, namedSections } from '../../../src/config/ini/ini-values'

const valueIn = (value: string) => iniValues(scanIni(`[a]\nk = ${value}\n`)).a?.k

test.each([
  ['plain', 'plain'],
  ['"quoted"', 'quoted'],
  ["'quoted'", 'quoted'],
  ['"', '"'],
  ["'", "'"],
  ['""', ''],
  ['"a\'', '"a\''],
  ['a"', 'a"'],
  ['"a', '"a'],
  ["a'", "a'"],
  ['"a" b', '"a" b'],
  ['a"b"a', 'a"b"a'],
  ['"/opt/my program" --all "a file"', '"/opt/my program" --all "a file"'],
  ["'/opt/my program' 'a file'", "'/opt/my program' 'a file'"],
  ['"/opt/my program" \'it is\' "a"', '"/opt/my program" \'it is\' "a"'],
  ['"{"a": "b"}"', '{"a": "b"}'],
  ['"one" and a half"', 'one" and a half'],
  ['"say "yes""', 'say "yes"'],
  ['"a\\"b"', 'a\\"b'],
  ['"C:\\dir\\"', 'C:\\dir\\'],
  ['"a;b # c"', '"a;b'],
  ['true', 'true'],
  ['null', 'null'],
  ['7', '7'],
  ['a;b#c', 'a;b#c'],
  ['\\n', '\\n'],
  ['a\u2028b\u2029c', 'a\u2028b\u2029c'],
  ['[x]', '[x]'],
  ['', ''],
])('the value %j is %j', (written, value) => {
  expect(valueIn(written)).toBe(value)
})

test.each([
  ['"a b"/c "d"', '"a b"/c "d"'],
  ['"/opt/my dir"/bin/"my program"', '"/opt/my dir"/bin/"my program"'],
  ["'/opt/my dir'/run 'it is'", "'/opt/my dir'/run 'it is'"],
  ['"a\\" b" "c"', '"a\\" b" "c"'],
  ['"/opt/tell --all"', '/opt/tell --all'],
  ["'/opt/tell --all'", '/opt/tell --all'],
  ['"not closed\\"', '"not closed\\"'],
  ['"', '"'],
  ['/opt/tell', '/opt/tell'],
])('the command %j is %j', (written, value) => {
  expect(namedSections(scanIni(`[channel.x]\nCommand = ${written}\n`), 'channel')).toEqual([
    { section: 'channel.x', name: 'x', values: { command: value } },
  ])
})

test('names are in small letters, and those of other forms are left out', () => {
  expect(iniValues(scanIni('[A b-c]\nK e-y = 1\nk.l = 2\nk[] = 3\n[x.y]\nk = 4\n[z/]\n'))).toEqual({
    'a b-c': { 'k e-y': '1' },
  })
})

test('defaults stand in [DEFAULT], in capitals', () => {
  expect(defaultsIn(scanIni('[DEFAULT]\nA = 1\n[b]\nc = 2\n'))).toEqual({ a: '1' })
  expect(defaultsIn(scanIni('[default]\na = 1\n'))).toEqual({})
  expect(defaultsIn(scanIni('[b]\nc = 2\n'))).toEqual({})
  expect(defaultsIn(scanIni('[DEFAULT]\n'))).toEqual({})
})

test('sections of a kind have the name behind the dot', () => {
  expect(
    namedSections(scanIni('[check. Backup.x ]\nA = 1\n[checks.b]\n[CHECK.c]\n[check]\n'), 'check'),
  ).toEqual([
    { section: 'check. Backup.x ', name: 'Backup.x', values: { a: '1' } },
    { section: 'CHECK.c', name: 'c', values: {} },
  ])
})
