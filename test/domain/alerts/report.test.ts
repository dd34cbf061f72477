import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../src/domain/alerts/alert'
import { quoted } from '../../../src/domain/alerts/quote'
import { factsOf, quoteBelow, quoteOf, reportOf, runTime } from '../../../src/domain/alerts/report'
import type { SignalExcerpt } from '../../../src/domain/watch/signal-excerpt'
import { inZone } from '../../support/zone'

const AT = Date.parse('2026-11-28T02:12:00Z')

const FAILED: SignalExcerpt = {
  kind: 'fail',
  at: AT,
  exitCode: 3,
  duration: 724_000,
  words: 'copying …\nrsync: no space left on device (28)\n',
}

function alertWith(more: Partial<Alert> = {}): Alert {
  return {
    kind: 'trigger',
    key: 'k',
    name: 'backup',
    status: 'down',
    tags: ['nas', 'night'],
    subject: '[DOWN] backup',
    text: 'backup is down.',
    since: AT,
    at: AT + 1_000,
    ...more,
  }
}

describe('a quote', () => {
  it.each([
    ['one line', 'no space left', ['> no space left']],
    ['several, with blanks at their ends', '  a \n\n b\t\n', ['>   a', '>', '>  b']],
    ['empty lines around', '\n\n a\n\n', ['>  a']],
    ['nothing', ' \n\r\n\t', []],
    ['line ends of Windows', 'a\r\nb', ['> a', '> b']],
    ['progress that is written over', 'start\n10 %\r50 %\r100 %\ndone', ['> start', '> 100 %', '> done']],
    ['progress that ends like this', '10 %\r50 %\r', ['> 50 %']],
    ['other line ends', 'a\vb\fc\x85d\u2028e\u2029f', ['> a', '> b', '> c', '> d', '> e', '> f']],
    ['colours', '\x1b[1;31mred\x1b[0m \x1b]0;title\x07plain', ['> red plain']],
    ['a title and a cursor', '\x1b]0;title\x1b\\a\x1b[?25lb\x1b[2 qc\x1bMd', ['> abcd']],
    ['several returns at its end', '10 %\r50 %\r\r', ['> 50 %']],
    ['control characters and half characters', 'a\x00b\x07c\ud800d', ['> a\uFFFDb\uFFFDc\uFFFDd']],
    ['writing from right to left', 'a\u202eb\u2066c\u200fd', ['> abcd']],
    ['letters of all kinds', 'Ü 日本 👩‍👩‍👧', ['> Ü 日本 👩‍👩‍👧']],
    ['words that look like ours', 'ok\n[UP] backup\n> quoted', ['> ok', '> [UP] backup', '> > quoted']],
  ])('of %s', (_what, words, lines) => expect(quoted(words, false)).toEqual({ lines, isWhole: true }))

  it('has the last lines of many', () => {
    const { lines, isWhole } = quoted(Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n'), false)
    expect([lines.length, lines[0], lines.at(-1), isWhole]).toEqual([30, '> line 70', '> line 99', false])
  })

  it('has no piece of a line that was cut, unless that is all', () => {
    expect(quoted('ece of a line\nwhole line\n', true)).toEqual({ lines: ['> whole line'], isWhole: false })
    expect(quoted('ece of a line', true)).toEqual({ lines: ['> ece of a line'], isWhole: false })
  })

  it('marks every line, whatever is sent', () => {
    let marked = 0
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), words => {
        for (const line of quoted(words, false).lines) {
          marked++
          expect(line).toMatch(/^>( |$)/)
          expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        }
      }),
    )
    expect(marked).toBeGreaterThan(50)
  })
})

describe('the quote of a look', () => {
  const WHY = 'the service answered too late'
  const look = (words: string, more: Partial<SignalExcerpt> = {}): SignalExcerpt => ({
    kind: 'fail',
    at: AT,
    words,
    why: WHY,
    ...more,
  })

  it('ends with its sentence', () => {
    expect(quoteOf(look(`a\n${WHY}`))).toStrictEqual({ lines: ['> a', `> ${WHY}`], isWhole: true })
    expect(quoteOf(look('a\nb'))).toStrictEqual({ lines: ['> a', '> b'], isWhole: true })
    expect(quoteOf(look('a\nb', { isCut: true }))).toStrictEqual({ lines: ['> b'], isWhole: false })
    expect(quoteOf(undefined)).toStrictEqual({ lines: [], isWhole: true })
  })

  it.each<[string, string, SignalExcerpt, string[], string]>([
    ['the text has', `Down: ${WHY}.`, look(`a\n${WHY}`), ['> a'], 'Found by the look:'],
    [
      'the text has, without a blank line',
      `Down: ${WHY}.`,
      look(`a\n\n${WHY}`),
      ['> a'],
      'Found by the look:',
    ],
    ['the text has not', 'Down.', look(`a\n${WHY}`), ['> a', `> ${WHY}`], 'Found by the look:'],
    [
      'the quote has not',
      `Down: ${WHY}.`,
      look('a', { isCut: true }),
      ['> a'],
      'Found by the look, at the end:',
    ],
    ['is no look', 'Down.', { kind: 'fail', at: AT, words: 'a' }, ['> a'], 'The sender sent:'],
    [
      'is no look and was cut',
      'Down.',
      { kind: 'fail', at: AT, words: 'a', isCut: true },
      ['> a'],
      'The sender sent, at the end:',
    ],
  ])('below a text leaves out what %s', (_what, text, signal, lines, head) => {
    const found = quoteBelow({ text, signal })
    expect([found.lines, found.head, found.isWhole]).toStrictEqual([lines, head, signal.isCut !== true])
  })
})

describe('the facts of an alert', () => {
  it.each<[string, Partial<Alert>, [string, string][]]>([
    ['without any', {}, []],
    [
      'with the signal that made it',
      { signal: FAILED },
      [
        ['Exit code', '3'],
        ['Run time', '12m4s'],
      ],
    ],
    [
      'with the last signal before a silence',
      { since: AT + 3_600_000, signal: { kind: 'success', at: AT } },
      [['Last signal', 'success, Sat 28 Nov 2026 03:12 UTC+01:00']],
    ],
    ['with exit code 0', { signal: { kind: 'success', at: AT, exitCode: 0 } }, [['Exit code', '0']]],
    ['with a schedule', { schedule: 'every 1h; 5m of grace' }, [['Schedule', 'every 1h; 5m of grace']]],
  ])('%s', (_what, more, facts) => {
    inZone('Europe/Berlin', () =>
      expect(factsOf(alertWith(more)).map(({ term, words }) => [term, words])).toEqual(facts),
    )
  })

  it.each([
    [40, '40 ms'],
    [1_500, '1.5 s'],
    [59_900, '59.9 s'],
    [724_000, '12m4s'],
    [90_000_000, '1d1h'],
  ])('%i ms is a run of %s', (ms, words) => expect(runTime(ms)).toBe(words))
})

describe('the report of an alert', () => {
  const bytes = (limit: number) => (text: string) => Buffer.byteLength(text) <= limit
  const whole = alertWith({ signal: FAILED, schedule: 'every 1d; 1h of grace' })

  it('has what happened first, then the facts, the quote and the link', () => {
    expect(reportOf(whole, { tags: true, link: 'http://pi/checks/1' })).toBe(
      [
        'backup is down.',
        '',
        'Exit code: 3',
        'Run time: 12m4s',
        'Schedule: every 1d; 1h of grace',
        'Tags: nas night',
        '',
        'The sender sent:',
        '> copying …',
        '> rsync: no space left on device (28)',
        '',
        'http://pi/checks/1',
      ].join('\n'),
    )
  })

  it('has the description of the check after that, and without it where there is no room', () => {
    const alert = { ...whole, about: 'Restart it on the NAS.' }
    expect(reportOf(alert, { link: 'L' })).toMatch(/\(28\)\n\nRestart it on the NAS\.\n\nL$/)
    expect(reportOf(alert, { fits: bytes(150) })).toBe(reportOf(whole))
  })

  it('marks that it has only the end', () => {
    expect(reportOf(alertWith({ signal: { ...FAILED, isCut: true } }))).toContain(
      'The sender sent, at the end:\n>',
    )
  })

  it.each([
    [400, ['> copying …', '> rsync: no space left on device (28)']],
    [146, ['> rsync: no space left on device (28)']],
    [132, ['> …left on device (28)']],
  ])('is cut to %i bytes from the beginning of the quote', (limit, quote) => {
    const report = reportOf(whole, { fits: bytes(limit) })
    expect(Buffer.byteLength(report)).toBeLessThanOrEqual(limit)
    expect(report.split('\n').filter(line => line.startsWith('>'))).toEqual(quote)
    expect(report).toContain('Run time: 12m4s')
  })

  it('fits whatever is sent into whatever there is room for, in whole characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 0, max: 600 }),
        (words, text, limit) => {
          const alert = alertWith({ text, signal: { ...FAILED, words } })
          const report = reportOf(alert, { fits: bytes(limit) })
          expect(Buffer.byteLength(report)).toBeLessThanOrEqual(limit)
          expect(report).not.toMatch(/\p{Cs}/u)
        },
      ),
    )
  })
})
