import type { Request } from 'express'
import { ACCOUNT_FIELDS, type MailAccount } from '../../domain/mail/account'
import type { TriedStep } from '../../domain/mail/ports'
import type { Sealed } from '../access/sealed'
import { field } from '../pages/form'
import {
  droppedSecrets,
  isHidden,
  keptSecrets,
  SET,
  shownSettings,
  type TypedSettings,
  typedSettings,
} from '../pages/setting-fields'

/** The form of a mail account. It shows no secret that is kept. */
export interface AccountForm {
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  /** Keys of the secrets that are kept while their fields stay empty. */
  readonly kept: readonly string[]
  /** Keys of the secrets that are to be deleted. */
  readonly dropped?: readonly string[]
  /** Typed secrets that are not saved yet, sealed. */
  readonly held?: string
  /** The answers of *Try it*. */
  readonly tried?: readonly TriedStep[]
}

/** A hidden field. */
const HELD = 'held'
const PURPOSE = 'secrets of a mail account'

export function savedAccountForm({ name, settings }: MailAccount): AccountForm {
  return {
    name,
    settings: shownSettings(ACCOUNT_FIELDS, settings),
    kept: keptSecrets(ACCOUNT_FIELDS, settings),
  }
}

/** The settings to be saved: a secret's field that is left empty keeps the secret. */
export function typedAccount(request: Request, sealed: Sealed, before?: MailAccount): TypedSettings {
  return typedSettings(name => field(request, name), ACCOUNT_FIELDS, {
    earlier: Object(sealed.open(field(request, HELD), PURPOSE)),
    saved: before?.settings ?? {},
  })
}

/** The form as it was typed, to be shown again. Secrets are kept, but for those with a fault. */
export function typedAccountForm(
  request: Request,
  { before, faulty = [], sealed }: { before?: MailAccount; faulty?: readonly string[]; sealed: Sealed },
): AccountForm {
  const shown = ACCOUNT_FIELDS.filter(each => !isHidden(each))
  const { held } = typedAccount(request, sealed, before)
  const sound = Object.entries(held).filter(([key]) => !faulty.includes(key))
  const saved = before ? savedAccountForm(before).kept : []
  return {
    name: field(request, 'name').trim(),
    settings: Object.fromEntries(shown.map(({ key }) => [key, field(request, SET + key).trim()])),
    kept: [...new Set([...saved, ...sound.map(([key]) => key)])],
    dropped: droppedSecrets(name => field(request, name), ACCOUNT_FIELDS),
    ...(sound.length > 0 && { held: sealed.seal(Object.fromEntries(sound), PURPOSE) }),
  }
}
