import { expect, it } from 'vitest'
import { withoutTags } from '../../../src/io/mail/html-text'

it.each([
  ['a <b>bold</b>\n  word', 'a bold word'],
  ['one<br>two<BR/>three', 'one\ntwo\nthree'],
  ['<p>one</p><p>two</p>', 'one\ntwo\n'],
  ['<div>one</div><h1>two</h1>three', 'one\ntwo\nthree'],
  ['<ul><li>one</li><li>two</li></ul>', 'one\ntwo\n'],
  ['<tr><td>a</td><th>b</th><td>c</td></tr>d', 'a b c\nd'],
  ['one<br><br><br>two', 'one\n\ntwo'],
  ['<pre>a\n  b\tc</pre> d\ne', '\na\nb\tc\nd e'],
  ['<PRE>a\nb</PRE>c', '\na\nb\nc'],
  ['<prefix>a\nb</prefix>', 'a b'],
  ['<html><head><title>No</title></head>Yes', 'Yes'],
  ['<STYLE>p { }</STYLE>a<script>if (1 < 2) "</b>"</Script>b', 'ab'],
  ['<header>seen</header>', 'seen'],
  ['a<!-- <b>unseen</b> > -->b', 'ab'],
  ['a<!-- never closed', 'a'],
  ['a<script>never closed', 'a'],
  ['a<b never closed', 'a'],
  ['no tags', 'no tags'],
  ['', ''],
])('of %j a reader sees %j', (html, text) => {
  expect(withoutTags(html)).toBe(text)
})

it.each([
  ['&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
  ['&euro;&hellip;&ndash;&mdash;&bull;&trade;', '€…–—•™'],
  ['&lsquo;&rsquo;&sbquo;&ldquo;&rdquo;&bdquo;', '‘’‚“”„'],
  ['&Auml;&auml;&szlig;&eacute;&Eacute;&yuml;', 'ÄäßéÉÿ'],
  ['&AMP;&Nbsp;x', '& x'],
  ['a&nbsp;b', 'a b'],
  ['&iexcl;&divide;&times;&frac12;', '¡÷×½'],
  ['&#65;&#x41;&#X1f493;', 'AA💓'],
  ['a&#31;b&#0;c&#32;d', 'a b c d'],
  ['&#1114111;', '\u{10ffff}'],
  ['&#1114112;', '&#1114112;'],
  ['&#x110000;', '&#x110000;'],
  ['&nothing; &x; &#; &amp', '&nothing; &x; &#; &amp'],
])('the characters %j are %j', (html, text) => {
  expect(withoutTags(html)).toBe(text)
})
