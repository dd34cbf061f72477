import { describe, expect, it } from 'vitest'
import { accountFaults, addressOf, imapOf, smtpOf, takesCheckIns } from '../../../src/domain/mail/account'
import { afterRefusal, holds } from '../../../src/domain/mail/login-pause'

const faults = (settings: Record<string, string>, name = 'home') =>
  accountFaults({ name, origin: 'page', settings }).map(({ key, reason }) => `${key} ${reason}`)

describe('a mail account', () => {
  it('has both sides, and the user and password of SMTP for IMAP where that has none', () => {
    const settings = {
      smtphost: 'out.example.org',
      smtpuser: 'me@example.org',
      smtppassword: 'x',
      imaphost: 'in.example.org',
    }
    expect(faults(settings)).toEqual([])
    expect(smtpOf({ settings })).toEqual({
      host: 'out.example.org',
      port: 587,
      security: 'starttls',
      user: 'me@example.org',
      password: 'x',
    })
    expect(imapOf({ settings })).toEqual({
      host: 'in.example.org',
      port: 993,
      security: 'tls',
      user: 'me@example.org',
      password: 'x',
    })
    expect(addressOf({ settings })).toBe('me@example.org')
  })

  it('may have one side only', () => {
    const sends = { smtphost: 'out.example.org', from: 'me@example.org' }
    expect([faults(sends), imapOf({ settings: sends })]).toEqual([[], undefined])
    const reads = { imaphost: 'in.example.org', imapuser: 'me', imapsecurity: 'starttls' }
    expect([faults(reads), smtpOf({ settings: reads }), imapOf({ settings: reads })?.port]).toEqual([
      [],
      undefined,
      143,
    ])
  })

  it('names every fault at once', () => {
    expect(faults({ smtpport: '70000', checkins: 'on', imaphots: 'x' }, 'Home!')).toEqual([
      'name may hold small letters, digits, - and _ only (at most 50)',
      'smtpport is not a port number from 1 to 65535',
      'imaphots is no setting of a mail account; did you mean imaphost?',
      'smtphost is empty, and so is the IMAP server; an account needs one of them',
      'checkins need an IMAP server; enter one',
    ])
    expect(faults({ smtphost: 'x', smtpuser: 'me' })).toEqual([
      'from is empty, and the user is no address; enter the address of the account',
    ])
    expect(faults({ imaphost: 'x', token: 'a', refreshtoken: 'b' })).toEqual([
      'token stands beside a refresh token, which makes it needless; keep one of them',
      'tokenurl is empty, and a refresh token needs it',
      'clientid is empty, and a refresh token needs it',
    ])
  })

  it('takes check-ins only where it is told to', () => {
    const account = { name: 'home', origin: 'ini', settings: { imaphost: 'x' } } as const
    expect(takesCheckIns(account)).toBe(false)
    expect(takesCheckIns({ ...account, settings: { imaphost: 'x', checkins: 'on' } })).toBe(true)
  })
})

describe('a refused log-in', () => {
  it('is tried again at most once a minute, and the less often the longer it lasts', () => {
    let pause = afterRefusal(undefined, 'no', 0)
    const pauses = [pause.until]
    for (let more = 0; more < 9; more++) {
      const at = pause.until
      pause = afterRefusal(pause, 'no', at)
      pauses.push(pause.until - at)
    }
    expect(pauses.map(ms => ms / 60_000)).toEqual([1, 1, 1, 2, 4, 8, 16, 30, 30, 30])
    expect([holds(pause, pause.at), holds(pause, pause.until), holds(pause, pause.at - 1)]).toEqual([
      true,
      false,
      false,
    ])
  })
})
