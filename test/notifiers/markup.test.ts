/** Texts in which nothing is taken for markup. */
import { expect, test } from 'vitest'
import { asDiscordText, asHtml, asSlackText } from '../../src/notifiers/markup'

test('HTML has entities for four signs', () => {
  expect(asHtml('<a href="x">&amp;</a> \'')).toBe("&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt; '")
})

test('Slack has entities for three signs', () => {
  expect(asSlackText('<!channel> & <@U1> "x"')).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt; "x"')
})

test('Mattermost notifies no whole channel', () => {
  expect(asSlackText('@all, @Channel (@here) @alligator a@all.example')).toBe(
    '＠all, ＠Channel (＠here) @alligator a@all.example',
  )
})

test.each([
  ['\\`*_~|<>[]#@', '\\\\\\`\\*\\_\\~\\|\\<\\>\\[\\]\\#\\@'],
  ['- a', '\\- a'],
  [' \t+ a', ' \t\\+ a'],
  ['a - b + c', 'a - b + c'],
  ['1. a', '1\\. a'],
  ['  12) a', '  12\\) a'],
  ['a\n- b\n2. c', 'a\n\\- b\n2\\. c'],
  ['a 1. b', 'a 1. b'],
  ['x) y', 'x) y'],
  ['3 a', '3 a'],
])('for Discord, %j is %j', (text, marked) => {
  expect(asDiscordText(text)).toBe(marked)
})
