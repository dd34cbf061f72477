import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withSecrets } from '../../../src/config/settings/channels'
import { redactIni } from '../../../src/config/settings/redacted-ini'
import { parseSettings } from '../../../src/config/settings/settings'
import type { Channel } from '../../../src/domain/alerts/channel'

const OFF = '[Monitoring]\nheartbeatfrequency = Off\n'

function channelsOf(text: string): readonly Channel[] {
  const parsed = parseSettings(OFF + text)
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.faults))
  return parsed.settings.channels
}

describe('a channel in the INI', () => {
  it('has a name and a kind in any case, and its settings', () => {
    const ini =
      '[channel.Pager]\nKind = PagerDuty\nRoutingKey = abc;def#1\nseverity =\n[Channel.mail]\nkind = email\nto = a@x.org, b@x.org\nhost = smtp.x.org\n'
    expect(channelsOf(ini)).toEqual([
      { name: 'pager', kind: 'pagerduty', origin: 'ini', settings: { routingkey: 'abc;def#1' } },
      {
        name: 'mail',
        kind: 'email',
        origin: 'ini',
        settings: { to: 'a@x.org, b@x.org', host: 'smtp.x.org' },
      },
    ])
  })

  it.each([
    ['', undefined],
    ['default =', undefined],
    ['default = on', true],
    ['Default = no', false],
  ])('may be that of new checks: %j', (line, isDefault) => {
    const [channel] = channelsOf(`[channel.phone]\nkind = ntfy\ntopic = mine\n${line}\n`)
    expect(channel?.isDefault).toBe(isDefault)
    expect(channel?.settings).toEqual({ topic: 'mine' })
  })

  it('is or is not that of new checks', () => {
    const parsed = parseSettings(`${OFF}[channel.phone]\nkind = ntfy\ntopic = mine\ndefault = perhaps\n`)
    expect(parsed.kind === 'faulty' && parsed.faults).toEqual([
      { section: 'channel.phone', key: 'default', reason: '"perhaps" is neither on nor off' },
    ])
  })

  it('of ntfy has its topic in its own place, also where the INI has it in the address', () => {
    const [channel] = channelsOf('[channel.phone]\nkind = ntfy\nurl = https://ntfy.sh/hidden-topic\n')
    expect(channel?.settings).toEqual({ url: 'https://ntfy.sh/', topic: 'hidden-topic' })
    expect(redactIni('[channel.phone]\nkind = ntfy\nurl = https://ntfy.sh/hidden-topic\n').ini).not.toContain(
      'hidden',
    )
  })

  it.each(['https://ntfy.sh', 'https://ntfy.sh/', 'https://ntfy.sh/mine/json', 'https://ntfy.sh/my.topic'])(
    'of ntfy has no topic in the address %s',
    url => {
      const parsed = parseSettings(`${OFF}[channel.phone]\nkind = ntfy\nurl = ${url}\n`)
      const faults = parsed.kind === 'ok' ? [] : parsed.faults
      expect(faults).toEqual([
        { section: 'channel.phone', key: 'topic', reason: expect.stringMatching(/^is empty/) },
      ])
    },
  )

  it('shows none of its secrets', () => {
    const ini = `[channel.a]
kind = pagerduty
routingkey = hidden-1
[channel.b]
kind = webhook
url = https://example.org/hidden-2?k=hidden-3
headers = X-Key: hidden-4
body = {"key": "hidden-5"}
[channel.c]
kind = ntfy
topic = hidden-6
token = hidden-7
[channel.d]
password = hidden-8
`
    expect(redactIni(ini).ini).not.toContain('hidden')
    expect(redactIni(ini).ini).toContain('kind = webhook')
  })
})

describe('a secret in a file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'channels-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const mail: Channel = {
    name: 'mail',
    kind: 'email',
    origin: 'ini',
    settings: { to: '@everybody', host: 'smtp.x.org', password: '@mail-password' },
  }

  it('is read anew every time, without its line end; what is no secret names no file', async () => {
    for (const password of ['first one ', 'second']) {
      await writeFile(join(folder, 'mail-password'), `${password}\n`)
      expect((await withSecrets(mail, folder)).settings).toEqual({ ...mail.settings, password })
    }
  })

  it('that cannot be read is a problem of the channel, with the reason', async () => {
    const { problem } = await withSecrets(mail, folder)
    expect(problem).toBe('the file that [channel.mail] names for "Password" cannot be read (ENOENT)')
  })

  it('is read without the byte order mark that an editor wrote', async () => {
    await writeFile(join(folder, 'mail-password'), '\uFEFFhunter2\r\n')
    expect((await withSecrets(mail, folder)).settings.password).toBe('hunter2')
  })

  it.each([
    ['empty', '\n', 'is empty'],
    ['in another encoding', Buffer.from('h\u00FCte', 'latin1'), 'is not UTF-8 text; save it as UTF-8'],
    ['no secret, being too long', 'a'.repeat(10_001), 'is too long for a secret'],
  ])('that is %s is a problem, and not a wrong password', async (_, content, reason) => {
    await writeFile(join(folder, 'mail-password'), content)
    expect((await withSecrets(mail, folder)).problem).toBe(
      `the file that [channel.mail] names for "Password" cannot be used (${reason})`,
    )
  })

  it('that is a pipe, a device or a folder is a problem, and is not waited for', async () => {
    for (const path of ['/dev/zero', folder]) {
      const named = { ...mail, settings: { ...mail.settings, password: `@${path}` } }
      expect((await withSecrets(named, folder)).problem).toContain('cannot be used (is no regular file)')
    }
    execFileSync('mkfifo', [join(folder, 'mail-password')])
    expect((await withSecrets(mail, folder)).problem).toContain('cannot be used (is no regular file)')
  })

  it.each([
    ['url', 'not an address\n', 'Address'],
    ['url', '', 'Address'],
    ['headers', 'X-Key: a\nX-Other: b\n', 'Headers'],
  ])(
    'whose %s cannot be used is a problem of the channel, which does not show it',
    async (key, text, label) => {
      const settings = { url: 'http://pi/hook', [key]: '@secret' }
      await writeFile(join(folder, 'secret'), text)
      const { problem } = await withSecrets(
        { name: 'hook', kind: 'webhook', origin: 'ini', settings },
        folder,
      )
      expect(problem).toContain(`the file that [channel.hook] names for "${label}" `)
      expect(problem).not.toMatch(/not an address|X-Key/)
    },
  )
})
