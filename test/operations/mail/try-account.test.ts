import { expect, it, onTestFinished } from 'vitest'
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
