/** The sections [mail.<name>]: mail accounts that the INI provides. */
import type { LibraryRules } from '../../domain/field'
import { ACCOUNT_FIELDS, accountFaults, type MailAccount } from '../../domain/mail/account'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'
import { allNamed, givenOnes, readNamed } from './named-settings'
import { secretsFrom } from './secret-files'

/** Undefined when one of them is faulty; the faults name the reasons, and hold no value. */
export function mailAccountsOf(
  ini: IniText,
  faults: IniFault[],
  rules: LibraryRules,
): readonly MailAccount[] | undefined {
  return allNamed(ini, 'mail', faults, named => {
    const { name, texts, note } = readNamed(named, faults)
    const account = Object.freeze({ name, origin: 'ini', settings: givenOnes(texts) } as const)
    note(accountFaults(account, rules))
    return account
  })
}

/** The account with the secrets from the files that `@file` names, relative to that folder. Files are read anew every time. */
export async function withAccountSecrets(account: MailAccount, folder: string): Promise<MailAccount> {
  const { name, settings, origin } = account
  // Values of a checklist name no file.
  if (origin === 'file') return account
  const read = await secretsFrom(ACCOUNT_FIELDS, settings, folder, `[mail.${name}]`)
  return typeof read === 'string' ? { ...account, problem: read } : { ...account, settings: read }
}
