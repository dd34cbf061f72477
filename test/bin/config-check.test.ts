import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { openAccountStore } from '../../src/io/mail/account-store'
import { connectWorker } from '../../src/io/redis/client'
import { openCommandedWatch } from '../support/commanded-watch'
import { openStore, plan } from '../support/watch'

const ID = '0b5f7f3e-5d5c-4c8e-9a1f-1d2c3b4a5e6f'

const { redis, store, intvlm8r } = await openCommandedWatch()

beforeEach(async () => {
  await store.create(plan('Backup of the NAS'), 'page', Date.now())
})

describe('config check', () => {
  const INI = '[Monitoring]\nheartbeatfrequency = Off\n[channel.mail]\nkind = ntfy\ntopic = mine\n'
  const check = async (ini: string, home?: string, monitoring = '') => {
    const file = join(redis.home, 'other.ini')
    await writeFile(file, INI.replace('= Off\n', `= Off\n${monitoring}`) + ini)
    const { code, stdout } = await intvlm8r(['config', 'check', file], home)
    return { code, lines: stdout.trim().split('\n') }
  }

  it.each([
    ['https://nosnch.in/0123456789', 0, []],
    ['https://example.org/jobs/7/fail', 0, ['warning: [Monitoring] heartbeaturl: The URL ends with /fail']],
    ['https://nosnch.in', 1, ['[Monitoring] heartbeaturl: is not a usable URL. This is no ping URL']],
  ])('judges the heartbeat URL %s: exit code %i', async (url, code, words) => {
    const file = join(redis.home, 'url.ini')
    await writeFile(file, `[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = ${url}\n`)
    const { code: ended, stdout } = await intvlm8r(['config', 'check', file])
    expect(ended).toBe(code)
    const lines = stdout.trim().split('\n')
    for (const [index, begin] of words.entries()) expect(lines[index]).toContain(begin)
    expect(lines).toHaveLength(words.length + (code === 0 ? 1 : 0))
  })

  it('finds the channels of the INI and of the page, and reports others as faults', async () => {
    const connection = connectWorker(redis.target)
    const channels = openChannelStore(connection, async () => ({ publicKey: '', privateKey: '' }))
    await channels.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'mine' } })
    const named = (names: string) => `[check.a]\nperiod = 1d\nchannels = ${names}\n`
    expect(await check(named('mail'))).toEqual({ code: 0, lines: [expect.stringMatching(/is fine\.$/)] })
    expect(await check(named('mail, phone'))).toEqual({
      code: 0,
      lines: [expect.stringMatching(/is fine\.$/)],
    })
    expect(await check(named('none'))).toMatchObject({ code: 0 })
    expect(await check(named('mail, phnoe'))).toEqual({
      code: 1,
      lines: ['[check.a] channels: there is no channel "phnoe"; there are: mail, phone'],
    })
    expect(await check(`${named('phnoe')}[Web]\nprot = 1\n`)).toEqual({
      code: 1,
      lines: [
        '[Web] prot: is no key of this section; did you mean port?',
        '[check.a] channels: there is no channel "phnoe"; there are: mail, phone',
      ],
    })
    expect(await check('[Watch]\nstartchannel = Phone\n')).toMatchObject({ code: 0 })
    expect(await check('[Watch]\nstartchannel = phnoe\n')).toEqual({
      code: 1,
      lines: ['[Watch] startchannel: there is no channel "phnoe"; there are: mail, phone'],
    })
    await channels.remove('phone')
    connection.disconnect()
  })

  it('finds the mail accounts of the INI and of the page, and reports others as faults', async () => {
    const connection = connectWorker(redis.target)
    const accounts = openAccountStore(connection)
    await accounts.save({ name: 'page', origin: 'page', settings: { imaphost: 'imap.example.org' } })
    const named = (account: string) =>
      `[mail.home]\nsmtphost = a.example\nfrom = a@b.example\n[channel.post]\nkind = email\naccount = ${account}\nto = a@b.example\n`
    const probe = (account: string) =>
      `[check.m]\nprobe = inbox ${account}\nsubjects = Great\ndeliverytime = 03:00\nchecktime = 04:00\n`
    expect(await check(named('Home') + probe('page'))).toMatchObject({ code: 0 })
    expect(await check(named('hmoe') + probe('pgae'))).toEqual({
      code: 1,
      lines: [
        '[channel.post] account: there is no mail account "hmoe"; there are: home, page',
        '[check.m] probe: there is no mail account "pgae"; there are: home, page',
      ],
    })
    await accounts.remove('page')
    connection.disconnect()
  })

  it('finds the gates among the checks of the INI and of the page, and reports others as faults', async () => {
    const { connection, store } = await openStore(redis)
    const { check: page } = await store.create(plan('Camera'), 'page', Date.now())
    const gated = (gates: readonly string[], home?: string) =>
      check('[check.nas]\nprobe = tcp\ntargets = a:1, b:2\n', home, `heartbeatgates = ${gates.join(', ')}\n`)
    expect(await gated(['nas', 'nas/a:1', 'camera', page.id])).toMatchObject({ code: 0 })
    expect(await gated(['camera', 'cmaera'])).toEqual({
      code: 1,
      lines: ['[Monitoring] heartbeatgates: there is no check "cmaera"'],
    })
    const { code, lines } = await gated(['camera'], `${redis.home}/elsewhere`)
    expect(code).toBe(1)
    expect(lines[0]).toMatch(
      /^\[Monitoring\] heartbeatgates: there is no check "camera" in the INI, and those of the page are not known: /,
    )
    await store.remove(page.id)
    await store.close()
    connection.disconnect()
  })

  it('finds the checks and tags of windows and status pages, and reports names that none has', async () => {
    const { connection, store } = await openStore(redis)
    const { check: page } = await store.create(
      { ...plan('Camera at the door'), tags: ['garden'] },
      'page',
      Date.now(),
    )
    const here = '[check.nas]\nprobe = tcp\ntargets = a:1, b:2\ntags = house\n'
    const window = (lines: string) => `${here}[window.w]\ncron = 0 3 * * 0\nduration = 1h\n${lines}`
    const fine = { code: 0, lines: [expect.stringMatching(/is fine\.$/)] }
    const named = `camera AT the door, camera-at-the-door, ${page.id}, nas, nas/b:2`
    expect(await check(window(`checks = ${named}\ntags = house garden\n`))).toEqual(fine)
    expect(await check(window('checks = typo\nall = on\n'))).toEqual(fine)
    expect(await check(window('checks = nas, camera, typo\ntags = house gadren\n'))).toEqual({
      code: 1,
      lines: [
        '[window.w] checks: there is no check "camera"',
        '[window.w] checks: there is no check "typo"',
        '[window.w] tags: no check has the tag "gadren"',
      ],
    })
    const page2 = (tags: string) => `${here}[status.family]\ntags = ${tags}\npublic = on\n`
    expect(await check(page2('*'))).toEqual(fine)
    expect(await check(page2('house, garden'))).toEqual(fine)
    expect(await check(page2('huose'))).toEqual({
      code: 1,
      lines: ['[status.family] tags: no check has the tag "huose"'],
    })
    await store.remove(page.id)
    await store.close()
    connection.disconnect()
  })

  it('has no doubt of checks and tags of the INI itself while those of the page are not known', async () => {
    const ini = (lines: string) =>
      `[check.nas]\nname = The NAS\nid = ${ID}\nperiod = 1d\ntags = house\n[window.w]\ncron = 0 3 * * 0\nduration = 1h\n${lines}`
    const elsewhere = `${redis.home}/elsewhere`
    const own = ini(`checks = the nas, ${ID}\ntags = house\n[status.family]\ntags = house\npublic = on\n`)
    expect(await check(own, elsewhere)).toEqual({ code: 0, lines: [expect.stringMatching(/is fine\.$/)] })
    const { code, lines } = await check(ini('checks = the nas, router\n'), elsewhere)
    expect({ code, count: lines.length }).toEqual({ code: 1, count: 1 })
    expect(lines[0]).toMatch(
      /^\[window\.w\] checks: there is no check "router" in the INI, and those of the page are not known: Redis/,
    )
  })

  it('is not sure of channels while those of the page are not known', async () => {
    const { code, lines } = await check(
      '[check.a]\nperiod = 1d\nchannels = phone\n',
      `${redis.home}/elsewhere`,
    )
    expect(code).toBe(1)
    expect(lines[0]).toMatch(
      /^\[check\.a\] channels: there is no channel "phone"; there are: mail in the INI, and those of the page are not known: Redis/,
    )
  })
})
