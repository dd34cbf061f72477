/** Mail accounts of the INI, and their secrets. */
import { expect, test } from 'vitest'
import { withAccountSecrets } from '../../../src/config/settings/mail'
import type { MailAccount } from '../../../src/domain/mail/account'
import { folderWith } from '../../support/folder'

const account = (origin: MailAccount['origin'], secret = '@secret'): MailAccount => ({
  name: 'home',
  origin,
  settings: { smtphost: 'smtp.a', smtppassword: secret },
})

test('a secret comes from the file that is named', async () => {
  const folder = await folderWith({ secret: 'word\n' })
  expect(await withAccountSecrets(account('ini'), folder)).toEqual({
    name: 'home',
    origin: 'ini',
    settings: { smtphost: 'smtp.a', smtppassword: 'word' },
  })
  expect(await withAccountSecrets(account('ini', 'plain'), folder)).toEqual(account('ini', 'plain'))
})

test('a file that cannot be read is the trouble of the account', async () => {
  expect(await withAccountSecrets(account('ini'), '/nowhere')).toEqual({
    ...account('ini'),
    problem: 'the file that [mail.home] names for "SMTP password" cannot be read (ENOENT)',
  })
})

test('values of a checklist name no file', async () => {
  expect(await withAccountSecrets(account('file'), '/nowhere')).toEqual(account('file'))
})
