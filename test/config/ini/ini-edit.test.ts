import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editIniText } from '../../../src/config/ini/ini-edit'
import { findSection, type IniText, scanIni } from '../../../src/config/ini/ini-text'
import { iniValues } from '../../../src/config/ini/ini-values'
import type { Edit } from '../../../src/domain/settings/reading'

const EXAMPLE = readFileSync('intvlm8r.example.ini', 'utf8')

function edited(text: string, ...edits: Edit[]): string {
  const outcome = editIniText(text, edits)
  if ('problem' in outcome) throw new Error(outcome.problem)
  return outcome.text
}

const web = (key: string, value: string): Edit => ({ section: 'Web', key, value })

test.each([
  ['a value', '[Web]\nport = 80\n', '[Web]\nport = 81\n'],
  ['a value with no blanks around it', '[Web]\nport=80\n', '[Web]\nport=81\n'],
  ['a value behind a colon', '[Web]\nport: 80\n', '[Web]\nport: 81\n'],
  ['a value with a comment behind', '[Web]\nport = 80   ; a = b # c\n', '[Web]\nport = 81   ; a = b # c\n'],
  ['a value with blanks behind', '[Web]\n\tPORT\t=\t80 \t\n', '[Web]\n\tPORT\t=\t81 \t\n'],
  ['a value in quotes', '[Web]\nport = "80"\n', '[Web]\nport = 81\n'],
  ['an empty value', '[Web]\nport =\n', '[Web]\nport = 81\n'],
  ['an empty value with no blanks', '[Web]\nport=\n', '[Web]\nport=81\n'],
  ['an empty value before a comment', '[Web]\nport =    ; a\n', '[Web]\nport = 81    ; a\n'],
  ['a value over several lines', '[Web]\nport = 8\n  0\n; a\n  1\nx = 1\n', '[Web]\nport = 81\n; a\nx = 1\n'],
  [
    'a value in a file with CRLF',
    '\uFEFF[Web]\r\nport = 80\r\nx = 1\r\n',
    '\uFEFF[Web]\r\nport = 81\r\nx = 1\r\n',
  ],
  ['a value in a file without a last line ending', '[Web]\nport = 80', '[Web]\nport = 81'],
  ['a value amid mixed line endings', '[a]\r\n[Web]\rport = 80\n\n\r\n', '[a]\r\n[Web]\rport = 81\n\n\r\n'],
  ['a missing key', '[Web]\nx = 1\n\n[a]\n', '[Web]\nx = 1\nport = 81\n\n[a]\n'],
  [
    'a missing key below a value over several lines',
    '[Web]\nx = 1\n  2\n[a]\n',
    '[Web]\nx = 1\n  2\nport = 81\n[a]\n',
  ],
  [
    'a missing key below comments',
    '[Web]\nx = 1\n; y\n\n; about a\n[a]\n',
    '[Web]\nx = 1\n; y\nport = 81\n\n; about a\n[a]\n',
  ],
  [
    'a missing key above comments of the next section',
    '[Web]\nx = 1\n; about a\n[a]\n',
    '[Web]\nx = 1\nport = 81\n; about a\n[a]\n',
  ],
  [
    'a missing key below an indented comment',
    '[Web]\nx = 1\n  # y\n\t; z\n\n[a]\n',
    '[Web]\nx = 1\n  # y\n\t; z\nport = 81\n\n[a]\n',
  ],
  ['a missing key below CRLF', '[Web]\r\nx = 1\r\n', '[Web]\r\nx = 1\r\nport = 81\r\n'],
  ['a missing key of an empty section', '[Web]\n\n[a]\n', '[Web]\nport = 81\n\n[a]\n'],
  ['a missing key among indented ones', '[Web]\n  x = 1\n  [a]\n', '[Web]\n  x = 1\n  port = 81\n  [a]\n'],
  ['a missing key above an indented section', '[Web]\n  [a]\n', '[Web]\n  port = 81\n  [a]\n'],
  ['a missing key at an unended end', '[Web]\r\nx = 1', '[Web]\r\nx = 1\r\nport = 81'],
  ['a missing section', '[a]\nx = 1\n', '[a]\nx = 1\n\n[Web]\nport = 81\n'],
  ['a missing section below blank lines', '[a]\n\n', '[a]\n\n[Web]\nport = 81\n'],
  ['a missing section at an unended end', '[a]\nx = 1', '[a]\nx = 1\n\n[Web]\nport = 81'],
  ['a missing section of an empty file', '', '[Web]\nport = 81\n'],
])('%s is set, and nothing else changes', (_, before, after) => {
  expect(edited(before, web('port', '81'))).toBe(after)
})

test('several values are set at once, whatever case their names are in', () => {
  const after = edited(
    '[web]\nPORT = 1\n[LOGIN]\n',
    web('Port', '2'),
    { section: 'Login', key: 'username', value: 'x' },
    { section: 'Login', key: 'passwordhash', value: '' },
  )
  expect(after).toBe('[web]\nPORT = 2\n[LOGIN]\nusername = x\npasswordhash =\n')
})

test.each(['[Web]\nport = 81 ; x\n', '[Web]\nport = "81"\n', '[Web]\nport =\n  81\n'])(
  'a text that says so already, %j, stays as it is',
  text => {
    expect(edited(text, web('port', '81'))).toBe(text)
  },
)

test('setting a value and taking it back restores the text, where its line had one', () => {
  const there = edited(EXAMPLE, { section: 'Monitoring', key: 'heartbeatfrequency', value: '10' })
  expect(there).toBe(EXAMPLE.replace('frequency = Off', 'frequency = 10'))
  expect(edited(there, { section: 'Monitoring', key: 'heartbeatfrequency', value: 'Off' })).toBe(EXAMPLE)
})

test.each([
  ['a line end', 'a\nb'],
  ['a carriage return', 'a\rb'],
  ['a hidden key', 'a\n[Login]\npasswordhash ='],
  ['a NUL', 'a\0b'],
  ['an escape sequence', '\x1b[2J'],
  ['a leading blank', ' a'],
  ['a trailing blank', 'a '],
  ['only a blank', ' '],
  ['a trailing no-break space', 'a\u00A0'],
  ['a leading semicolon', ';a'],
  ['a leading hash', '#a'],
  ['a semicolon after a blank', 'a ;b'],
  ['a hash after a line separator', 'a\u2028#b'],
  ['double quotes around it', '"a"'],
  ['single quotes around it', "'a'"],
  ['half a character', 'a\uD83D'],
])('a value with %s is refused', (_, value) => {
  const outcome = editIniText(EXAMPLE, [web('port', '80'), web('host', value)])
  expect(outcome).toEqual({
    problem: expect.stringContaining('the value for [Web] host cannot stand in an INI'),
  })
})

test.each([
  ['a doubled key', '[Web]\nport = 1\nport = 2\n'],
  ['a doubled section', '[Web]\nport = 1\n[web]\n'],
  ['a stray line', '[Web]\nport\n'],
])('a text with %s is not edited', (_, text) => {
  expect(editIniText(text, [web('port', '3')])).toEqual({
    problem: expect.stringContaining('mended by hand'),
  })
})

test.each(['__proto__', 'a.b', 'a]b', 'a=b', 'a;b', 'x[]', ''])('the odd name %j is refused', name => {
  expect(editIniText(EXAMPLE, [{ section: 'Web', key: name, value: '1' }])).toHaveProperty('problem')
  expect(editIniText(EXAMPLE, [{ section: name, key: 'port', value: '1' }])).toHaveProperty('problem')
})

const NASTY_URLS = [
  'https://example.org/a;b',
  'https://example.org/a#b',
  'https://example.org/?a=1;b=2&c=%20%3D#d=e',
  'https://example.org/%(home)s/%%/$x',
  'https://user:p"a\'ss@example.org:8443/',
  'https://example.org/"quoted"',
  "https://example.org/'",
  'https://example.org/a\\b\\;c\\#d\\n\\\\',
  'https://example.org/ü/日本/🫀?ß=ſ',
  'https://example.org/a\u2028b',
  'https://[fd00::1%25eth0]:8080/x',
  'https://example.org/[x]=y:z',
  'https://example.org/?:=;:#',
  'https://example.org/true',
  'true',
  'null',
  '__proto__',
  '[Login]',
  '= :',
  '"',
  '\\',
  '',
]

/** Reads texts with Python's configparser; returns the error's name for one that it refuses. */
function asConfigparser(texts: readonly string[]): unknown[] {
  const program = `
import configparser, io, json, sys
def read(text):
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_file(io.StringIO(text, newline=None))
    except configparser.Error as error:
        return type(error).__name__
    return {section.lower(): {key: value.strip() for key, value in parser[section].items()} for section in parser.sections()}
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)`
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout)
}

/** A file that both read alike: without comments after values, which configparser takes for a part of them. */
const BASE = '; a\n[Monitoring]\nHeartbeatFrequency = 10\n\n# b\nheartbeaturl: x\n\n[Login]\nusername=admin\n'

function withUrl(value: string): string {
  return edited(BASE, { section: 'Monitoring', key: 'heartbeaturl', value })
}

test.each(NASTY_URLS)('%j survives the round trip', value => {
  expect(iniValues(scanIni(withUrl(value))).monitoring?.heartbeaturl).toBe(value)
})

test('configparser reads every nasty value just as it was set', () => {
  expect(asConfigparser(NASTY_URLS.map(withUrl))).toEqual(
    NASTY_URLS.map(heartbeaturl => ({
      monitoring: { heartbeatfrequency: '10', heartbeaturl },
      login: { username: 'admin' },
    })),
  )
})

/** White space that Python strips and JavaScript does not, or the other way round, is left out. */
const nastyText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...';#=:%"\'\\[] \t'.split(''), '$', '%(', '\u2028', 'ü', 'https://', '🫀'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  .filter(text => !text.includes('\uFEFF'))

test('whatever value is accepted survives the round trip, is read the same by configparser, and changes one line', () => {
  const accepted: string[] = []
  fc.assert(
    fc.property(nastyText, value => {
      const outcome = editIniText(BASE, [{ section: 'monitoring', key: 'heartbeaturl', value }])
      if ('problem' in outcome) return
      accepted.push(value)
      expect(outcome.text).toBe(BASE.replace('url: x', () => `url: ${value}`))
      expect(iniValues(scanIni(outcome.text)).monitoring?.heartbeaturl).toBe(value)
    }),
    { numRuns: 3_000 },
  )
  expect(accepted.length).toBeGreaterThan(500)
  expect(asConfigparser(accepted.map(withUrl))).toEqual(
    accepted.map(heartbeaturl => ({
      monitoring: { heartbeatfrequency: '10', heartbeaturl },
      login: { username: 'admin' },
    })),
  )
})

const eol = fc.constantFrom('\n', '\n', '\r\n', '\r')
const line = fc.oneof(
  fc.constantFrom(
    '',
    '  ',
    '[a]',
    '[b] x',
    ' [c]',
    '; x = 1',
    '  # y',
    'stray',
    '= 1',
    '\tdeep',
    '    deeper',
  ),
  fc
    .tuple(
      fc.constantFrom('', '  '),
      fc.constantFrom('k', 'K', 'l', 'm n', 'o'),
      fc.constantFrom('=', ' = ', ':', ' :\t'),
      fc.constantFrom('', '1', 'x;y#z', '%(a)s', 'a\u2028b', 'a"', "a'b", '\\;', 'true'),
    )
    .map(parts => parts.join('')),
)
const iniLike = fc
  .array(fc.tuple(line, eol), { maxLength: 12 })
  .map(lines => `[z]\n${lines.map(parts => parts.join('')).join('')}`)

test('configparser and we agree on which texts are INIs, and on what they say', () => {
  const texts = fc.sample(iniLike, 5_000)
  const theirs = asConfigparser(texts)
  const refused = theirs.filter(values => typeof values === 'string').length
  expect(refused).toBeGreaterThan(500)
  expect(texts.length - refused).toBeGreaterThan(500)
  for (const [index, text] of texts.entries()) {
    const ini = scanIni(text)
    if (typeof theirs[index] === 'string') expect(ini.faults, text).not.toEqual([])
    else expect([ini.faults, iniValues(ini)], JSON.stringify(text)).toEqual([[], theirs[index]])
  }
})

test('an edit of any INI changes that value, no other value, and no line but its own', () => {
  fc.assert(
    fc.property(
      iniLike.map(text => text.replace(/\r(?!\n)/g, '\r\n')), // Removing a line must not join \r and \n.
      fc.constantFrom('a', 'z', 'new'),
      fc.constantFrom('k', 'm n', 'new'),
      (text, section, key) => {
        const before = scanIni(text)
        const outcome = editIniText(text, [{ section, key, value: 'set' }])
        if ('problem' in outcome) {
          expect(before.faults).not.toEqual([])
          return
        }
        const values = iniValues(before)
        expect(iniValues(scanIni(outcome.text))).toEqual({
          ...values,
          [section]: { ...values[section], [key]: 'set' },
        })
        const kept = (ini: IniText) => {
          const entry = findSection(ini.sections, section)?.entries.find(other => other.key === key)
          return ini.lines
            .filter((_, index) => index !== entry?.line && !entry?.more.includes(index))
            .map(({ text }) => text)
        }
        const added = kept(scanIni(outcome.text)).slice(kept(before).length)
        expect(kept(scanIni(outcome.text))).toEqual([...kept(before), ...added])
        expect(['', '[a]', '[new]']).toEqual(expect.arrayContaining(added))
      },
    ),
    { numRuns: 2_000 },
  )
})
