/** The HTML of a mail, sign by sign. */
import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alerts/alert'
import { htmlOf } from '../../src/notifiers/mail-html'
import { AT } from '../contracts/notifier'

const ALERT: Alert = {
  kind: 'trigger',
  key: 'k',
  name: 'n',
  status: 'down',
  tags: [],
  subject: 's',
  text: 'words',
  at: AT,
}
const html = (more: Partial<Alert> = {}, address?: string) => htmlOf({ ...ALERT, ...more }, address)
const line = (text: string) => `<p style="margin:0 0 6px">${text}</p>`
const page = (colour: string, subject: string, ...rest: string[]) =>
  `<div style="font-family:sans-serif"><p style="font-weight:bold;color:${colour}">${subject}</p>${rest.join('')}</div>`

test('an alert is its subject and its text', () => {
  expect(html()).toBe(page('#cf222e', 's', line('words')))
  expect(html({ text: 'one\ntwo' })).toBe(page('#cf222e', 's', line('one'), line('two')))
})

test.each([
  ['up', '#1a7f37'],
  ['mixed', '#57606a'],
  ['paused', '#57606a'],
  ['down', '#cf222e'],
  ['blind', '#cf222e'],
  ['flapping', '#cf222e'],
] as const)('%s has the colour %s', (status, colour) => {
  expect(html({ status })).toBe(page(colour, 's', line('words')))
})

test('facts, tags, the words of the sender, the description and the link stand below, in that order', () => {
  const signal = { kind: 'fail', at: AT, exitCode: 3, words: 'one\n two' } as const
  const box =
    'margin:0 0 6px;padding:6px 10px;border-left:4px solid #57606a;background:#f6f8fa;white-space:pre-wrap'
  expect(html({ signal, since: AT, schedule: 'daily', tags: ['a', 'b'], about: 'x\ny' }, 'http://pi/c')).toBe(
    page(
      '#cf222e',
      's',
      line('words'),
      line('<strong>Exit code:</strong> 3'),
      line('<strong>Schedule:</strong> daily'),
      line('<strong>Tags:</strong> a b'),
      line('The sender sent:'),
      `<blockquote style="margin:0"><pre style="${box}">one\n two</pre></blockquote>`,
      line('x'),
      line('y'),
      '<p><a href="http://pi/c">http://pi/c</a></p>',
    ),
  )
})

describe('nothing in it is taken for markup', () => {
  const odd = '<b a="x">&\'</b>'
  const plain = '&lt;b a=&quot;x&quot;&gt;&amp;&#39;&lt;/b&gt;'

  test('of its texts', () => {
    expect(html({ subject: odd, text: odd, tags: [odd], about: odd, schedule: odd }, odd)).toBe(
      page(
        '#cf222e',
        plain,
        line(plain),
        line(`<strong>Schedule:</strong> ${plain}`),
        line(`<strong>Tags:</strong> ${plain}`),
        line(plain),
        `<p><a href="${plain}">${plain}</a></p>`,
      ),
    )
  })

  test('of the words of the sender, nor are marks of a quote', () => {
    const signal = { kind: 'fail', at: AT, words: `> ${odd}\n>x` } as const
    expect(html({ signal, since: AT })).toContain(`>&gt; ${plain}\n&gt;x</pre>`)
  })
})
