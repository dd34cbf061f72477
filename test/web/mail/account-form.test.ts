import type { Request } from 'express'
import { expect, test } from 'vitest'
import type { MailAccount } from '../../../src/domain/mail/account'
import { createSealed } from '../../../src/web/access/sealed'
import { savedAccountForm, typedAccount, typedAccountForm } from '../../../src/web/mail/account-form'

const sealed = createSealed({ secret: 'a secret' } as never, () => 7)
const posted = (body: object) => ({ body }) as Request
const SAVED: MailAccount = {
  name: 'home',
  origin: 'page',
  settings: { smtphost: 'smtp.example.org', smtpuser: 'me', smtppassword: 'saved' },
}
const EMPTY = {
  from: '',
  smtphost: '',
  smtpport: '',
  smtpsecurity: '',
  smtpuser: '',
  imaphost: '',
  imapport: '',
  imapsecurity: '',
  imapuser: '',
  clientid: '',
  tokenurl: '',
  checkins: '',
  checkinfolder: '',
}

test('the form of a saved account shows everything but its secrets, and names those', () => {
  expect(savedAccountForm(SAVED)).toEqual({
    name: 'home',
    settings: { ...EMPTY, smtphost: 'smtp.example.org', smtpuser: 'me' },
    kept: ['smtppassword'],
  })
})

test('a secret is the typed one, else that of an earlier post, else the saved one', () => {
  const account = (body: object) => typedAccount(posted(body), sealed, SAVED).settings.smtppassword
  const { held = '' } = typedAccountForm(posted({ 'set-smtppassword': 'earlier' }), { sealed })
  expect([account({ 'set-smtppassword': 'new', held }), account({ held }), account({})]).toEqual([
    'new',
    'earlier',
    'saved',
  ])
  expect(account({ held: 'forged' })).toBe('saved')
  expect(account({ held, 'drop-smtppassword': 'on' })).toBeUndefined()
  const shown = typedAccountForm(posted({ held, 'drop-smtppassword': 'on' }), { sealed, before: SAVED })
  expect(shown).toMatchObject({ kept: ['smtppassword'], dropped: ['smtppassword'] })
  expect(typedAccount(posted({ held: 'forged' }), sealed)).toEqual({ settings: {}, held: {} })
})

test('the form comes back as it was typed, and keeps the secrets without a fault', () => {
  const body = {
    name: ' home ',
    'set-smtphost': ' smtp.example.org ',
    'set-smtppassword': 'a secret',
    'set-imappassword': 'another',
  }
  const { held = '', ...form } = typedAccountForm(posted(body), { sealed, faulty: ['imappassword'] })
  expect(form).toEqual({
    name: 'home',
    settings: { ...EMPTY, smtphost: 'smtp.example.org' },
    kept: ['smtppassword'],
    dropped: [],
  })
  expect(sealed.open(held, 'secrets of a mail account')).toEqual({ smtppassword: 'a secret' })
})

test('without a typed secret nothing is held, and those that are saved stay kept, each once', () => {
  expect(typedAccountForm(posted({}), { sealed })).toEqual({
    name: '',
    settings: EMPTY,
    kept: [],
    dropped: [],
  })
  expect(typedAccountForm(posted({}), { sealed, before: SAVED }).kept).toEqual(['smtppassword'])
  const again = posted({ 'set-smtppassword': 'new' })
  expect(typedAccountForm(again, { sealed, before: SAVED }).kept).toEqual(['smtppassword'])
})
