import { describe, expect, it } from 'vitest'
import { heartbeatUrlProblem, maskUrl, pastedUrl } from '../../../src/domain/net/web-url'

const VALID = [
  'https://nosnch.in/0123456789',
  'http://nosnch.in/0123456789',
  'HTTPS://NOSNCH.IN/x',
  'https://hc-ping.com/3c1169a0-7b50-11ea-873e-2c3e6b1f1c5f',
  'https://example.org',
  'https://example.org?x=1',
  'https://example.org#part',
  'https://example.org:65535/x',
  'https://example.org./x',
  'http://192.168.1.5:3001/api/push/abc?status=up&msg=OK&ping=',
  'http://localhost/',
  'http://localhost:1/',
  'https://example.org/a<b>c',
  'https://example.org/http//x',
  'http://192.168.1.5.example.org/',
  'http://nas.1a/',
  'http://localhost:8080',
  'http://pihole/x',
  'http://pi_hole.lan/x',
  'http://[::1]/x',
  'http://[fd00::5]:8000/ping/x',
  'http://10.0.0.1',
  'https://user:password@example.org/x',
  'https://user@example.org:8443/x',
  'https://a@b@example.org/x',
  'https://bücher.example/straße?ü=ö#ä',
  'https://例え.テスト/パス',
  'https://example.org/a;b#c=d%20e"f\'g',
  'https://example.org/?a=\\d',
  'https://example.org//double//slashes',
  'https://example.org/%zz',
  'https://example.org/?next=https://other.example/',
  `https://example.org/${'x'.repeat(100_000)}`,
]

const INVALID: [url: string, problem: RegExp][] = [
  ['', /Enter a URL/],
  ['   ', /Enter a URL/],
  [' https://example.org/', /blank in front/],
  ['https://example.org/ ', /blank after/],
  ['https://example.org/\n', /blank after/],
  ['\u00a0https://example.org/', /blank in front/],
  ['https://example.org/a b', /blank inside/],
  ['https://exam\tple.org/', /blank inside/],
  ['https://example.org/a\r\nb', /blank inside/],
  ['https://example.org/a\u2028b', /blank inside/],
  ['https://example.org/\u0000', /invisible/],
  ['https://example.org/\u007f', /invisible/],
  ['https://example.org/a\u0085b', /invisible/],
  ['https://example.org/a\u200bb', /invisible/],
  ['https://example.org/\ud800', /invisible/],
  ['https://example.org/a\u200bb', /invisible character \(zero-width space\) at place 22 of the URL/],
  ['\ufeffhttps://example.org/', /invisible character \(byte order mark\) in front of the URL/],
  ['https://example.org/\u2060', /invisible character \(word joiner\) after the URL/],
  ['https://example.org/\u200e', /mark for writing from left to right/],
  ['https://exam\u00adple.org/', /soft hyphen/],
  ['https://example.org/a\nb', /a line end/],
  ['https://example.org/a\vb', /^There is a blank inside the URL, one of another width/],
  ['https://example.org/a\fb', /^There is a blank inside the URL, one of another width/],
  ['https://example.org/a\tb', /^There is a blank inside the URL; write it as %20/],
  ['xhttps://example.org/', /not xhttps:/],
  ['httpsx://example.org/', /not httpsx:/],
  ['http//example.org/x', /colon/],
  ['https://example.org:x80/', /^The port after the colon/],
  ['https://example.org:1e3/', /^The port after the colon/],
  ['https://example.org:0x50/', /^The port after the colon/],
  ['https://example.org:123456/', /^The port after the colon/],
  ['"https://example.org/"', /quotes/],
  ["'https://example.org/'", /quotes/],
  ['“https://example.org/”', /quotes/],
  ['https://example.org/x"', /quotes/],
  ['`https://example.org/`', /quotes/],
  ['<https://example.org/>', /angle brackets/],
  ['https://example.org/>', /angle brackets/],
  ['https://example.org/?a=1&amp;b=2', /Write & in place of &amp;/],
  ['https://example.org/a%%20b', /Write % in place of %%/],
  ['https://example.org/a\u00a0b', /There is a blank inside the URL, one of another width/],
  ['https://example.org/a\u2009b', /There is a blank inside the URL, one of another width/],
  ['https://example.org/a b', /There is a blank inside the URL; write it as %20/],
  ['\u00a0https://example.org/', /Remove the blank in front of the URL/],
  ['https:\\\\example.org\\x', /backslash/],
  ['https://example.org\\@other.example/', /backslash/],
  ['//example.org/x', /Add https: /],
  ['example.org', /Add https:\/\/ /],
  ['example.org/x?y', /Add https:\/\/ /],
  ['/x', /Add https:\/\/ /],
  ['localhost:8080/x', /Add https:\/\/ /],
  ['192.168.1.5:3001/api/push/x', /Add https:\/\/ /],
  ['[::1]:80/x', /Add https:\/\/ /],
  ['://example.org', /Add https:\/\/ /],
  ['https//example.org/x', /colon/],
  ['ftp://example.org/x', /not ftp:/],
  ['htps://example.org/x', /not htps:/],
  ['file:///etc/passwd', /not file:/],
  ['javascript:alert(1)', /not javascript:/],
  ['mailto:a@example.org', /not mailto:/],
  ['ws://example.org/', /not ws:/],
  ['http:/example.org/x', /^Write two slashes/],
  ['https:example.org', /^Write two slashes/],
  ['http:', /^Write two slashes/],
  ['https://', /host is missing/],
  ['https:///example.org/x', /host is missing/],
  ['https://?x', /host is missing/],
  ['https://#x', /host is missing/],
  ['https://:8080/x', /host is missing/],
  ['https://user@/x', /host is missing/],
  ['https://user:password@:8080/x', /host is missing/],
  ['https://example.org:/x', /port/],
  ['https://example.org:0/x', /port/],
  ['https://example.org:65536/x', /port/],
  ['https://example.org:80a/x', /port/],
  ['https://example.org:-1/x', /port/],
  ['https://[::1]:x/', /port/],
  ['http://::1/x', /square brackets/],
  ['http://fd00::5:8000/x', /square brackets/],
  ['http://[::1/x', /host|square brackets/],
  ['http://[1::2::3]/x', /not a valid name or address/],
  ['http://exa<mple/x', /not a valid name or address/],
  ['http://exa%20mple/x', /not a valid name or address/],
  ['http://./x', /not a valid name or address/],
  ['http://example..org/x', /not a valid name or address/],
  ['http://1.2.3.4.5/x', /not a valid name or address/],
  ['http://256.1.1.1/x', /not a valid name or address/],
  ['http://192.168.1/x', /not complete/],
  ['http://192.168.001.005/x', /not complete/],
]

describe('heartbeatUrlProblem', () => {
  it.each(VALID.map(url => [url.slice(0, 80), url]))('finds nothing wrong with %s', (_name, url) => {
    expect(heartbeatUrlProblem(url)).toBeUndefined()
  })

  it.each(INVALID)('says what is wrong with %j', (url, problem) => {
    expect(heartbeatUrlProblem(url)).toMatch(problem)
  })

  it('lets nothing pass that the URL parser would refuse', () => {
    for (const url of VALID) expect(new URL(url).hostname).not.toBe('')
  })
})

describe('pastedUrl', () => {
  const PLAIN = 'https://nosnch.in/0123456789?a=1&b=2'
  it.each([
    PLAIN,
    ` ${PLAIN}\r\n`,
    `\u00a0\ufeff${PLAIN}\u200b`,
    `"${PLAIN}"`,
    `'${PLAIN}' `,
    `“${PLAIN}”`,
    `„${PLAIN}“`,
    `<${PLAIN}>`,
    `<"${PLAIN}">`,
    `‘${PLAIN}’`,
    `«${PLAIN}»`,
    `\`${PLAIN}\``,
    PLAIN.replace('&', '&amp;'),
    PLAIN.replace('456', '4\u200b5\u00ad6'),
  ])('takes the URL from %j', text => {
    expect(pastedUrl(text)).toBe(PLAIN)
    expect(heartbeatUrlProblem(PLAIN)).toBeUndefined()
  })

  it.each(VALID.map(url => [url.slice(0, 80), url]))('leaves %s as it is', (_name, url) => {
    expect(pastedUrl(url)).toBe(url)
  })

  it.each(['', 'two words', 'https://example.org/a b', '"', '<>'])('makes no URL of %j', text => {
    expect(heartbeatUrlProblem(pastedUrl(text))).toBeDefined()
  })
})

describe('maskUrl', () => {
  it.each([
    ['https://nosnch.in/secret?secret#secret', 'https://nosnch.in/…'],
    ['https://secret:secret@example.org:8443/secret', 'https://example.org:8443/…'],
    ['http://[::1]:3001/secret', 'http://[::1]:3001/…'],
    ['https://example.org', 'https://example.org/…'],
    ['https:///secret/secret', '…'],
    ['secret', '…'],
    ['', '…'],
  ])('shows no more of %j than %j', (url, masked) => {
    expect(maskUrl(url)).toBe(masked)
  })
})
