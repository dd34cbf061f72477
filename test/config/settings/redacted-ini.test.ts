import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readRedactedIni, redactIni } from '../../../src/config/settings/redacted-ini'

describe('an INI for other eyes', () => {
  test.each([
    ['[Monitoring]', 'heartbeaturl = https://nosnch.in/SECRET?m=1', 'heartbeaturl = https://nosnch.in/…'],
    [
      '[Monitoring]',
      'HeartbeatURL: https://u:SECRET@127.0.0.1:8443/SECRET ; mine',
      'heartbeaturl = https://127.0.0.1:8443/… ; (removed)',
    ],
    ['[Monitoring]', 'heartbeaturl = https://SECRET.example.org/SECRET', 'heartbeaturl = https://…'],
    ['[Monitoring]', 'heartbeaturl = http://1234567890/', 'heartbeaturl = http://…'],
    ['[Monitoring]', 'heartbeaturl = nosnch.in/SECRET', 'heartbeaturl = (removed)'],
    ['[Monitoring]', 'heartbeaturl = "https://nosnch.in/SECRET"', 'heartbeaturl = (removed)'],
    ['[Monitoring]', 'heartbeaturl = x\n   SECRET', 'heartbeaturl = (removed)\n  (removed)'],
    ['[Monitoring]', 'heartbeatfrequency = 10   ; SECRET', 'heartbeatfrequency = 10 ; (removed)'],
    ['[Monitoring]', 'heartbeatfrequency = SECRET', 'heartbeatfrequency = (removed)'],
    ['[Monitoring]', 'heartbeatgates = SECRET, nas', 'heartbeatgates = (removed)'],
    ['[Monitoring]', 'heartbeaturk = https://nosnch.in/SECRET', '(unknown key) = (removed)'],
    ['[Login]', 'passwordhash = $scrypt$SECRET=;SECRET', 'passwordhash = (removed)'],
    ['[Login]', 'passwordhash =      ; empty: SECRET', 'passwordhash = ; (removed)'],
    ['[Login]', 'totpkey = SECRET', 'totpkey = (removed)'],
    ['[Login]', 'recoverycodes = SECRET, SECRET', 'recoverycodes = (removed)'],
    ['[Login]', 'pasword = SECRET', '(unknown key) = (removed)'],
    ['[Login]', 'username = SECRET', 'username = (removed)'],
    ['[Redis]', 'url = redis://user:SECRET@10.0.0.1:6379/0', 'url = redis://10.0.0.1:6379/…'],
    ['[Redis]', 'url = redis+sentinel://:SECRET@SECRET/0', 'url = redis+sentinel://…'],
    ['[Redis]', 'url = user:SECRET@host:6379', 'url = (removed)'],
    ['[Redis]', 'url = /run/SECRET.sock', 'url = (removed)'],
    ['[Network]', 'proxy = http://me:SECRET@proxy.SECRET:3128 ; ours', 'proxy = http://… ; (removed)'],
    ['[Network]', 'proxy = me:SECRET@proxy.lan:3128', 'proxy = (removed)'],
    ['[Network]', 'proxy = off', 'proxy = off'],
    ['[Web]', 'trustproxy = on', 'trustproxy = on'],
    ['[Web]', 'host = 0.0.0.0', 'host = 0.0.0.0'],
    ['[Web]', 'port = 8080', 'port = 8080'],
    ['[Web]', 'tlskey = /home/SECRET/key.pem', 'tlskey = (removed)'],
    ['[Watch]', 'pyremto = adopt', 'pyremto = adopt'],
    ['[check.a]', 'id = 5e5e0d0e-0000-4000-8000-0123456789ab', 'id = (removed)'],
    ['[check.a]', 'name = SECRET', 'name = (removed)'],
    ['[check.a]', 'period = 1h30m', 'period = 1h30m'],
    ['[check.a]', 'cron = 30 2 * * 1-5', 'cron = 30 2 * * 1-5'],
    ['[check.a]', 'cron = SECRET 2 * * 1', 'cron = (removed)'],
    ['[check.a]', 'timezone = Europe/Berlin', 'timezone = Europe/Berlin'],
    ['[check.a]', 'timezone = Europe/SECRET', 'timezone = (removed)'],
    ['[check.a]', 'probe = http https://SECRET/', 'probe = http (removed)'],
    ['[check.a]', 'probe = SECRET', 'probe = (removed)'],
    ['[check.a]', 'headers = X-Token: SECRET', 'headers = (removed)'],
    ['[check.a]', 'bearer = SECRET', 'bearer = (removed)'],
    ['[check.a]', 'status = 200-299, 401', 'status = 200-299, 401'],
    ['[check.a]', 'verify = on', 'verify = on'],
    ['[check.a]', 'send = 1234', 'send = (removed)'],
    ['[channel.a]', 'kind = ntfy', 'kind = ntfy'],
    ['[channel.a]', 'kind = SECRET', 'kind = (removed)'],
    ['[channel.a]', 'topic = 12345', 'topic = (removed)'],
    ['[channel.a]', 'url = https://ntfy.sh/SECRET', 'url = https://ntfy.sh/…'],
    ['[channel.a]', 'url = ntfy.sh/SECRET', 'url = (removed)'],
    ['[channel.a]', 'port = 465', 'port = 465'],
    ['[mail.a]', 'imapport = 993', 'imapport = 993'],
    ['[mail.a]', 'imaphost = SECRET', 'imaphost = (removed)'],
    ['[mail.a]', 'smtppassword = SECRET', 'smtppassword = (removed)'],
    ['[mail.a]', 'imapsecurity = starttls', 'imapsecurity = starttls'],
    ['[radio.a]', 'imapport = 993', '(unknown key) = (removed)'],
    ['[Web]', '; heartbeaturl = https://nosnch.in/SECRET', '; (removed)'],
    ['[Web]', '#SECRET', '; (removed)'],
    ['[Web]', 'SECRET', '(removed)'],
    ['[Web]', '= SECRET', '(removed)'],
    ['[Web]', '[SECRET] SECRET', '[(unknown section)]'],
    ['[Web]', '[check.SECRET]', '[check.1]'],
    ['[Web]', '[chek.SECRET]', '[(unknown section)]'],
    ['[Web]', '[checks]', '[(unknown section)]'],
    ['[check.a]', 'period = 1h\n', 'period = 1h\n'],
    ['[check.a]', 'period =\n', 'period =\n'],
    ['[check.a]', 'period =\n\n  SECRET', 'period = (removed)\n\n  (removed)'],
  ])('in %s, %j is shown as %j', (section, text, expected) => {
    const { ini } = redactIni(`${section}\n${text}\n`)
    expect(ini.slice(ini.indexOf('\n') + 1)).toBe(`${expected}\n`)
  })

  test('has a line for each of its lines, also above the first section', () => {
    const { ini } = redactIni(
      '\uFEFFSECRET = SECRET\r\n  SECRET\r\n\r\n[Web]\r\nport = 80\r\n[check.a]\n[check.b]',
    )
    expect(ini).toBe('(removed)\n(removed)\n\n[Web]\nport = 80\n[check.1]\n[check.2]\n')
  })

  test('knows every key of the example', () => {
    const example = readFileSync('intvlm8r.example.ini', 'utf8')
    const { ini } = redactIni(example.replace(/^; (?=\[|[a-z]+ =)/gm, ''))
    expect(ini).not.toContain('unknown')
    const sections = example.match(/^; \[(check|channel)\./gm)?.length ?? 0
    expect(sections).toBeGreaterThan(10)
    expect(ini.match(/^\[(check|channel)\.\d+\]$/gm)).toHaveLength(sections)
  })

  test('one that cannot be read is said to be so', async () => {
    expect((await readRedactedIni('/nowhere/x.ini')).ini).toBe('; the INI cannot be read: ENOENT\n')
  })
})

describe('another text beside that INI', () => {
  const { mask } = redactIni(`[Monitoring]
heartbeaturl = https://nosnch.in/0a1b2c3d4e
heartbeatgates = nas
[check.nas]
name = Attic of Edgar
[check.b]
hedaers = Bearer hunter
`)
  test.each([
    ['every 10 minutes to https://nosnch.in/…', 'every 10 minutes to https://nosnch.in/…'],
    ['answered 404: 0a1b2c3d4e is unknown', 'answered 404: (removed) is unknown'],
    ['open: nas', 'open: (removed)'],
    ['Attic of Edgar is down', '(removed) of (removed) is down'],
    ['[check.nas] period: "abc" is no span', '[check.(removed)] period: "(removed)" is no span'],
    ['[check.b] hedaers: is no option', '[check.(removed)] (unknown key): is no option'],
    ['[elsewhere] has no place', '[(unknown section)] has no place'],
    [
      '2026-11-20T10:00:00+01:00 pi tick[123]: 14:00 not due',
      '2026-11-20T10:00:00+01:00 pi tick[123]: 14:00 not due',
    ],
    ['boot-0123456789abcdef0123456789abcdef', '(removed)'],
    ['of me@example.org', 'of (removed)'],
    ['by smtp://u:p@host', 'by (removed)'],
    ['connect ECONNREFUSED 127.0.0.1:9', 'connect ECONNREFUSED 127.0.0.1:9'],
  ])('%j is shown as %j', (text, expected) => {
    expect(mask(text)).toBe(expected)
  })
})

describe('in another text', () => {
  const { mask } = redactIni('[Web]\nport = 80\n')
  test.each([
    ['[Web] port: x', '[Web] port: x'],
    ['[WEB] PORT: x', '[WEB] PORT: x'],
    ['[web] odd: x', '[web] (unknown key): x'],
    ['[web] a b: x', '[web] a b: x'],
    ['[web]x', '[web]x'],
    ['[1234567]', '[1234567]'],
    ['[12345678]', '[(unknown section)]'],
    ['[1a]', '[(unknown section)]'],
    ['[a1]', '[(unknown section)]'],
    ['[]', '[(unknown section)]'],
    ['[channel.x] kind: y', '[channel.(removed)] kind: y'],
    ['"a" and "b c"', '"(removed)" and "(removed)"'],
    ['"a\nb"', '"a\nb"'],
    ['see https://a.secret/x?y, and http://10.0.0.1/z', 'see https://… and http://10.0.0.1/…'],
    ['x+y://z', '(removed)'],
    ['a.b+c-d@example.org, e', '(removed), e'],
    ['@example', '@example'],
    ['abcdefghij0123456789', '(removed)'],
    ['abcdefghij012345678', 'abcdefghij012345678'],
    ['abcdefghijklmnopqrstuvwxyz', 'abcdefghijklmnopqrstuvwxyz'],
    ['01234567890123456789', '01234567890123456789'],
    ['a+b/c=d-e_f0123456789', '(removed)'],
  ])('%j is shown as %j', (text, expected) => {
    expect(mask(text)).toBe(expected)
  })

  test('words of hidden values are removed from five letters on, those of names from three', () => {
    const { mask } = redactIni(
      '[check.abc-de]\nname = Secret four\n[channel.x]\ntopic = topic12\n[Monitoring]\nheartbeatgates = nas, ab\n',
    )
    expect(mask('ABC de secret SECRET four topic12 nas ab')).toBe(
      '(removed) de (removed) (removed) four (removed) (removed) ab',
    )
  })

  test('words that say nothing stay', () => {
    const { mask } = redactIni('[check.a]\nname = Heartbeat checks of the local channel\n')
    expect(mask('heartbeat checks local channel')).toBe('heartbeat checks local channel')
  })

  test('words that are shown of an address stay, the others go', () => {
    const { mask } = redactIni('[Monitoring]\nheartbeaturl = https://nosnch.in/token123\n')
    expect(mask('nosnch token123')).toBe('nosnch (removed)')
  })
})
