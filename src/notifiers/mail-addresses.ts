/** Addresses as the mail library itself parses them, so that the page and the INI refuse what it would leave out silently. */
import addressparser from 'nodemailer/lib/addressparser'
import type { LibraryRules } from '../domain/field'

export interface MailAddress {
  readonly address: string
  /** Empty where there is none. */
  readonly name: string
}

export function addressesOf(list: string): readonly MailAddress[] {
  return addressparser(list, { flatten: true })
}

export const MAIL_RULES: LibraryRules = {
  addresses: listProblem,
  address: list => listProblem(list) ?? (addressesOf(list).length > 1 ? 'has to be one address' : undefined),
}

/** A local part, quoted or not, and a host. */
const ADDRESS = /^("([^"\\]|\\.)+"|[^\s@"<>]+)@[^\s@"<>]+$/

/** The reason does not hold the addresses. */
function listProblem(list: string): string | undefined {
  if ((list.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1) return 'has a quotation mark without its partner'
  const addresses = addressesOf(list)
  if (addresses.length === 0) return 'holds no address'
  for (const [index, { address, name }] of addresses.entries()) {
    const place = index + 1
    if (!ADDRESS.test(address)) return `has at place ${place} no address such as me@example.org`
    if (/\S@\S/.test(name)) return `needs a comma after the address at place ${place}`
  }
  return undefined
}
