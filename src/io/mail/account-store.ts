/** The mail accounts that were made in the page, in Redis. */

import type { MailAccount } from '../../domain/mail/account'
import type { MailAccountStore } from '../../domain/mail/ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { changeCounted } from '../redis/revision'

/** On a connection made by `connectStore`; fails with StoreUnavailable within two seconds. */
export function openAccountStore(connection: Redis): MailAccountStore {
  const { mail } = namesOf(connection)
  const inTime = inTimeOn(connection)

  return {
    list: async () => {
      const all = await inTime(connection.hgetall(mail.accounts))
      return Object.entries(all).map(([name, json]) => decodeAccount(name, json))
    },
    save: async account => {
      const stored = encodeAccount(account)
      await inTime(changeCounted(connection, multi => multi.hset(mail.accounts, account.name, stored)))
    },
    remove: async name => {
      await inTime(changeCounted(connection, multi => multi.hdel(mail.accounts, name)))
    },
  }
}

export function encodeAccount({ settings }: Pick<MailAccount, 'settings'>): string {
  return JSON.stringify({ settings })
}

export function decodeAccount(name: string, json: string): MailAccount {
  const { settings } = JSON.parse(json) as Pick<MailAccount, 'settings'>
  return { name, origin: 'page', settings }
}
