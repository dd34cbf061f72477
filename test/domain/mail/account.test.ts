import { describe, expect, it, test } from 'vitest'
import {
  ACCOUNT_FIELDS,
  accountFaults,
  accountSetting,
  addressOf,
  bareAddressOf,
  imapOf,
  smtpOf,
  takesCheckIns,
} from '../../../src/domain/mail/account'
import { afterRefusal, holds } from '../../../src/domain/mail/login-pause'
import { settingRow } from '../../support/setting-rows'

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

test('the settings of an account keep their names, words, types and fallbacks', () => {
  expect(ACCOUNT_FIELDS.map(settingRow)).toEqual([
    'from (Address): address',
    'smtphost (SMTP server): text',
    'smtpport (SMTP port): port',
    'smtpsecurity (SMTP security): choice, tls/starttls/none, else starttls',
    'smtpuser (SMTP user): text',
    'smtppassword (SMTP password): secret, secret',
    'imaphost (IMAP server): text',
    'imapport (IMAP port): port',
    'imapsecurity (IMAP security): choice, tls/starttls/none, else tls',
    'imapuser (IMAP user): text',
    'imappassword (IMAP password): secret, secret',
    'token (Access token): secret, secret',
    'refreshtoken (Refresh token): secret, secret',
    'tokenurl (Token address): url',
    'clientid (Client id): text',
    'clientsecret (Client secret): secret, secret',
    'checkins (Check-ins): choice, off/on, else off',
    'checkinfolder (Folder of check-ins): text, else INBOX',
  ])
})

const READS = { imaphost: 'in.example.org' }
const REFRESHES = { ...READS, refreshtoken: 'r', tokenurl: 'https://example.org/token', clientid: 'c' }

it.each<[settings: Record<string, string>, faults: readonly string[]]>([
  [{}, ['smtphost is empty, and so is the IMAP server; an account needs one of them']],
  [{ smtphost: 'x', smtpuser: 'me@example.org' }, []],
  [{ smtphost: 'x', imapuser: 'me@example.org' }, []],
  [{ smtphost: 'x' }, ['from is empty, and the user is no address; enter the address of the account']],
  [{ smtphost: 'x', from: 'me@example.org' }, []],
  [{ ...READS, checkins: 'on' }, []],
  [{ smtphost: 'x', from: 'a@b.org', checkins: 'off' }, []],
  [{ smtphost: 'x', from: 'a@b.org', checkins: 'on' }, ['checkins need an IMAP server; enter one']],
  [{ ...READS, token: 't' }, []],
  [REFRESHES, []],
  [
    { ...REFRESHES, token: 't' },
    ['token stands beside a refresh token, which makes it needless; keep one of them'],
  ],
  [{ ...REFRESHES, tokenurl: '' }, ['tokenurl is empty, and a refresh token needs it']],
  [{ ...REFRESHES, clientid: '' }, ['clientid is empty, and a refresh token needs it']],
  [
    { ...REFRESHES, refreshtoken: '' },
    ['tokenurl is of use only with a refresh token; enter that, or remove it'],
  ],
])('an account with %j has the faults %j', (settings, expected) => {
  expect(faults(settings)).toEqual(expected)
})

it.each([
  [{ smtphost: 'x' }, 587, undefined],
  [{ smtphost: 'x', smtpsecurity: 'tls' }, 465, undefined],
  [{ smtphost: 'x', smtpsecurity: 'none' }, 587, undefined],
  [{ smtphost: 'x', smtpsecurity: 'tls', smtpport: '25' }, 25, undefined],
  [{ imaphost: 'x' }, undefined, 993],
  [{ imaphost: 'x', imapsecurity: 'none' }, undefined, 143],
  [{ imaphost: 'x', imapport: '1143' }, undefined, 1143],
  [{ smtphost: 'x', smtpsecurity: 'odd' }, 465, undefined],
])('an account with %j has the ports %s and %s', (settings, smtp, imap) => {
  expect([smtpOf({ settings })?.port, imapOf({ settings })?.port]).toEqual([smtp, imap])
})

it('the user and the password of IMAP stand before those of SMTP, each by itself', () => {
  const imap = (more: Record<string, string>) => {
    const server = imapOf({ settings: { imaphost: 'x', smtpuser: 'su', smtppassword: 'sp', ...more } })
    return [server?.user, server?.password]
  }
  expect(imap({})).toEqual(['su', 'sp'])
  expect(imap({ imapuser: 'iu' })).toEqual(['iu', 'sp'])
  expect(imap({ imappassword: 'ip' })).toEqual(['su', 'ip'])
  expect(imap({ smtpuser: '', smtppassword: '' })).toEqual(['', ''])
})

it.each([
  [{ from: 'Me <me@example.org>', smtpuser: 'you@example.org' }, 'Me <me@example.org>', 'me@example.org'],
  [{ smtpuser: 'you@example.org', imapuser: 'they@example.org' }, 'you@example.org', 'you@example.org'],
  [{ imapuser: 'they@example.org' }, 'they@example.org', 'they@example.org'],
  [{ smtpuser: 'me', imapuser: 'they@example.org' }, '', ''],
  [{}, '', ''],
])('an account with %j sends from %j', (settings, address, bare) => {
  expect([addressOf({ settings }), bareAddressOf({ settings })]).toEqual([address, bare])
})

it('a setting that is empty is as usual', () => {
  expect(accountSetting({ settings: { checkinfolder: '' } }, 'checkinfolder')).toBe('INBOX')
  expect(accountSetting({ settings: { checkinfolder: 'Jobs' } }, 'checkinfolder')).toBe('Jobs')
  expect(accountSetting({ settings: {} }, 'clientid')).toBe('')
})

it('without an IMAP server no account takes check-ins', () => {
  const account = { name: 'home', origin: 'ini', settings: { smtphost: 'x', checkins: 'on' } } as const
  expect(takesCheckIns(account)).toBe(false)
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
