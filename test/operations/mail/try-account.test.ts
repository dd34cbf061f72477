import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { MailAccount } from '../../../src/domain/mail/account'
import { MailboxError } from '../../../src/domain/mail/mailbox'
import { createTryAccount } from '../../../src/operations/mail/try-account'
import { type ImapOptions, startImap } from '../../support/imap-server'
import { accountOf, toolsFor } from '../../support/mail'
import { startSmtp } from '../../support/smtp'

async function imap(options: ImapOptions = {}) {
  const server = await startImap(options)
  onTestFinished(server.close)
  return server
}

/** A line a step. */
async function tried(account: Parameters<typeof toolsFor>[0] & object) {
  const steps = await createTryAccount(toolsFor(account))(account)
  return steps.map(({ side, step, ok, detail }) => `${side} ${step} ${ok ? 'well' : 'failed'}: ${detail}`)
}

it('says what each step of both sides answered', async () => {
  const [smtp, box] = await Promise.all([
    startSmtp(),
    imap({ folders: ['Spam \\Junk', 'Papierkorb \\Trash'] }),
  ])
  box.deliver('Subject: one\n\nHello')
  expect(await tried(accountOf({ smtp: smtp.port, imap: box.port }))).toEqual([
    `SMTP Connection well: 127.0.0.1 answers at port ${smtp.port}`,
    'SMTP Encryption well: none is wanted',
    'SMTP Log-in well: 127.0.0.1 accepts the user and the secret',
    `IMAP Connection well: 127.0.0.1 answers at port ${box.port}`,
    'IMAP Encryption well: none is wanted',
    'IMAP Log-in well: 127.0.0.1 accepts the user and the secret',
    'IMAP Folder well: INBOX holds 1 mail',
    'IMAP Other folders well: spam is in Spam, trash in Papierkorb',
    'IMAP New mails well: it reports new mails at once (IDLE)',
  ])
  expect(smtp.mails).toEqual([])
})

it('stops each side at the step that failed', async () => {
  const [smtp, box] = await Promise.all([startSmtp(), imap()])
  const account = accountOf({ smtp: smtp.port, imap: box.port }, { smtppassword: 'wrong' })
  expect(await tried(account)).toEqual([
    `SMTP Connection well: 127.0.0.1 answers at port ${smtp.port}`,
    'SMTP Encryption well: none is wanted',
    'SMTP Log-in failed: 127.0.0.1 answered 535 to AUTH (log-in refused: check user and password)',
    `IMAP Connection well: 127.0.0.1 answers at port ${box.port}`,
    'IMAP Encryption well: none is wanted',
    'IMAP Log-in failed: log-in refused by 127.0.0.1 (IMAP): check user and password',
  ])
  await box.close()
  expect((await tried(account)).slice(-1)).toEqual(['IMAP Connection failed: 127.0.0.1 refuses connections'])
})

it('says that TLS is not offered', async () => {
  const [smtp, box] = await Promise.all([startSmtp(), imap()])
  const settings = { smtpsecurity: 'starttls', imapsecurity: 'starttls' }
  expect(await tried(accountOf({ smtp: smtp.port, imap: box.port }, settings))).toEqual([
    `SMTP Connection well: 127.0.0.1 answers at port ${smtp.port}`,
    expect.stringMatching(/^SMTP Encryption failed: /),
    `IMAP Connection well: 127.0.0.1 answers at port ${box.port}`,
    expect.stringMatching(/^IMAP Encryption failed: /),
  ])
})

it('logs in by a token where the account has one', async () => {
  const [smtp, box] = await Promise.all([
    startSmtp({ authMethods: ['XOAUTH2'] }),
    imap({ token: 'ya29.token' }),
  ])
  const steps = await tried(accountOf({ smtp: smtp.port, imap: box.port }, { token: 'ya29.token' }))
  expect(steps).toContain(`IMAP Connection well: 127.0.0.1 answers at port ${box.port}`)
  expect(steps.filter(step => step.includes('failed'))).toEqual([])
})

it('tries only the side that there is, and says what is wrong with the settings', async () => {
  const smtp = await startSmtp()
  expect(await tried(accountOf({ smtp: smtp.port }))).toHaveLength(3)
  const broken = { ...accountOf({ smtp: smtp.port }), problem: 'the file cannot be read (ENOENT)' }
  expect(await tried(broken)).toEqual(['SMTP Settings failed: the file cannot be read (ENOENT)'])
})

describe('each fault has its step:', () => {
  const ACCOUNT = accountOf({ smtp: 25, imap: 143 })
  const MAILBOX = {
    idles: false,
    tls: 'TLS 1.3',
    folders: async () => [{ path: 'Trash', use: '\\Trash' }],
    open: async (path: string) => (path === 'INBOX' ? { path, mails: 2 } : undefined),
  }
  let closed: number
  beforeEach(() => {
    closed = 0
  })

  /** The steps of one side where its server answers so. */
  async function stepsOf(side: 'SMTP' | 'IMAP', answer: object, account: MailAccount = ACCOUNT) {
    const tools = {
      trySending: async () => (side === 'SMTP' ? answer : { ok: true, detail: '' }),
      open: async (_account: unknown, _signal: unknown, options: unknown) => {
        expect(options).toEqual({ byHand: true })
        return side === 'IMAP' ? answer : { step: 'connection', detail: '' }
      },
    }
    const steps = await createTryAccount(tools as unknown as Parameters<typeof createTryAccount>[0])(account)
    return steps
      .filter(step => step.side === side)
      .map(({ step, ok, detail }) => `${step} ${ok ? 'well' : 'failed'}: ${detail}`)
  }
  const WELL = [
    'Connection well: 127.0.0.1 answers at port 25',
    'Encryption well: none is wanted',
    'Log-in well: 127.0.0.1 accepts the user and the secret',
  ]
  const IMAP_WELL = [
    'Connection well: 127.0.0.1 answers at port 143',
    'Encryption well: none is wanted',
    'Log-in well: 127.0.0.1 accepts the user and the secret',
  ]

  it.each([
    ['ours', ['Connection failed: why']],
    ['unreached', ['Connection failed: why']],
    ['tls', [WELL[0], 'Encryption failed: why']],
    ['login', [WELL[0], WELL[1], 'Log-in failed: why']],
    ['refused', [WELL[0], WELL[1], 'Log-in failed: why']],
  ])('SMTP, %s', async (fault, expected) => {
    expect(await stepsOf('SMTP', { ok: false, permanent: true, fault, detail: 'why' })).toEqual(expected)
  })

  it.each([
    ['connection', ['Connection failed: why']],
    ['tls', [IMAP_WELL[0], 'Encryption failed: why']],
    ['login', [IMAP_WELL[0], IMAP_WELL[1], 'Log-in failed: why']],
    ['folder', IMAP_WELL],
    ['mail', IMAP_WELL],
  ])('IMAP, %s', async (step, expected) => {
    expect(await stepsOf('IMAP', { step, detail: 'why' })).toEqual(expected)
  })

  it('none where there is no such side, which nobody asks', async () => {
    const asked: string[] = []
    const tools = {
      trySending: async () => void asked.push('SMTP'),
      open: async () => void asked.push('IMAP'),
    }
    const account: MailAccount = { name: 'none', origin: 'page', settings: {} }
    expect(
      await createTryAccount(tools as unknown as Parameters<typeof createTryAccount>[0])(account),
    ).toEqual([])
    expect(asked).toEqual([])
  })

  it('no access token: the server was not asked', async () => {
    const expected = ['Access token failed: why']
    const none = { noToken: true, detail: 'why' }
    expect(await stepsOf('SMTP', { ok: false, fault: 'login', ...none })).toEqual(expected)
    expect(await stepsOf('IMAP', { step: 'login', ...none })).toEqual(expected)
  })

  it('an encryption that works is named, and a log-in that is not wanted is none', async () => {
    const settings = { ...ACCOUNT.settings, smtpsecurity: 'tls', imapsecurity: 'tls', smtpuser: '' }
    const account = { ...ACCOUNT, settings }
    expect((await stepsOf('SMTP', { ok: true, detail: '' }, account)).slice(1)).toEqual([
      'Encryption well: it works (tls)',
      'Log-in well: none is wanted',
    ])
    const refused = { step: 'login', detail: 'why' }
    expect((await stepsOf('IMAP', refused, account))[1]).toBe('Encryption well: it works')
  })

  const close = async () => void closed++

  it('a mailbox is looked into, folder by folder, and closed', async () => {
    const account = { ...ACCOUNT, settings: { ...ACCOUNT.settings, checkinfolder: 'Checks' } }
    expect((await stepsOf('IMAP', { ...MAILBOX, close }, account)).slice(1)).toEqual([
      'Encryption well: TLS 1.3',
      IMAP_WELL[2],
      'Folder well: INBOX holds 2 mails',
      'Folder failed: there is no folder Checks',
      'Other folders well: spam is in no known folder, trash in Trash',
      'New mails well: it has no IDLE: new mails are looked for each minute',
    ])
    expect(closed).toBe(1)
    const junk = { ...MAILBOX, close, folders: async () => [{ path: 'Spam', use: '\\Junk' }] }
    expect((await stepsOf('IMAP', junk)).at(-2)).toBe(
      'Other folders well: spam is in Spam, trash in no known folder',
    )
  })

  it('a mailbox that cannot be looked into has that reason, and a fault of ours is none of its', async () => {
    const away = new MailboxError({ step: 'folder', detail: 'the connection was lost' })
    const lost = { ...MAILBOX, close, folders: () => Promise.reject(away) }
    expect((await stepsOf('IMAP', lost)).slice(3)).toEqual(['Folder failed: the connection was lost'])
    const odd = { ...MAILBOX, close, folders: () => Promise.reject(new Error('odd')) }
    await expect(stepsOf('IMAP', odd)).rejects.toThrow('odd')
    expect(closed).toBe(2)
  })
})
