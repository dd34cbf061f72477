/** The sections [mail.<name>]: mail accounts that the INI provides. */
import type { LibraryRules } from '../../domain/field'
import { ACCOUNT_FIELDS, accountFaults, type MailAccount } from '../../domain/mail/account'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'
import { type NamedSection, namedSections } from '../ini/ini-values'
import { secretsFrom } from './secret-files'
import { readerOf } from './section-reader'

/** Undefined when one of them is faulty; the faults name the reasons, and hold no value. */
export function mailAccountsOf(
  ini: IniText,
  faults: IniFault[],
  rules: LibraryRules,
): readonly MailAccount[] | undefined {
  const before = faults.length
  const accounts = namedSections(ini, 'mail').map(named => accountOf(named, faults, rules))
  return faults.length === before ? Object.freeze(accounts) : undefined
}

function accountOf(
  { section, name: written, values }: NamedSection,
  faults: IniFault[],
  rules: LibraryRules,
): MailAccount {
  const read = readerOf(section, values, faults)
  const name = written.toLowerCase()
  const given: Record<string, string> = {}
  const unreadable: string[] = []
  for (const key of Object.keys(values)) {
    const value = read(key, text => text, '')
    if (value === undefined) unreadable.push(key)
    else if (value !== '') given[key] = value
  }
  for (const { key, reason } of accountFaults({ name, origin: 'ini', settings: given }, rules)) {
    if (key === 'name') faults.push({ section, key: '', reason: `the name ${reason}` })
    else if (!unreadable.includes(key)) faults.push({ section, key, reason })
  }
  return Object.freeze({ name, origin: 'ini', settings: Object.freeze(given) })
}

/** The account with the secrets from the files that `@file` names, relative to that folder. Files are read anew every time. */
export async function withAccountSecrets(account: MailAccount, folder: string): Promise<MailAccount> {
  const { name, settings } = account
  const read = await secretsFrom(ACCOUNT_FIELDS, settings, folder, `[mail.${name}]`)
  return typeof read === 'string' ? { ...account, problem: read } : { ...account, settings: read }
}
