/** The worker's check-ins by e-mail: it follows the mailboxes of the accounts that take them. */

import type { Log } from '../../domain/log'
import { type MailAccount, takesCheckIns } from '../../domain/mail/account'
import type { MailAccounts, MailTools } from '../../domain/mail/ports'
import type { Clock } from '../../domain/time/clock'
import type { RedisTarget } from '../../io/redis/client'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createFollowInbox } from '../../operations/watch/follow-inbox'
import { createTakeMail } from '../../operations/watch/take-mail'
import { openMailCheckIns } from '../../wire/watch'

/** The accounts are read anew so often, should the message about a change of them have been lost. Milliseconds. */
const EVERY_MS = 600_000

interface MailNeeds {
  readonly accounts: MailAccounts
  readonly mail: MailTools
  readonly now: Clock
  readonly log: Log
}

export function startMailCheckIns(target: RedisTarget, { accounts, mail, now, log }: MailNeeds) {
  /** By the accounts' names. */
  const followed = new Map<string, { readonly settings: string; end(): Promise<void> }>()
  /** Opened with the first account: most appliances have none. */
  let opened: ReturnType<typeof open> | undefined

  function open() {
    const { checks, memory, matchInTime, close } = openMailCheckIns(target)
    const take = createTakeMail({ checks, memory, matchInTime, now })
    const onTrouble = (account: string, detail: string | undefined) =>
      detail === undefined
        ? log.info(`check-ins come again by the mail account ${account}`)
        : log.warn(`check-ins cannot be read from the mail account ${account}: ${detail}`)
    return { follow: createFollowInbox({ mail, memory, take, now, onTrouble }), forget: memory.forget, close }
  }

  function begin({ name, settings }: MailAccount): void {
    opened ??= open()
    const abort = new AbortController()
    const ended = opened
      .follow(name, abort.signal)
      .catch(error => log.error(error, `the mail account ${name} is not followed any more`))
    followed.set(name, {
      settings: JSON.stringify(settings),
      end: async () => {
        abort.abort()
        await ended
      },
    })
  }

  async function compare(): Promise<void> {
    const wanted = (await accounts.list()).filter(takesCheckIns)
    for (const [name, { settings, end }] of followed) {
      const account = wanted.find(one => one.name === name)
      if (account !== undefined && JSON.stringify(account.settings) === settings) continue
      await end()
      // Mails that come until check-ins are switched on again are none.
      if (account === undefined) await opened?.forget(name)
      followed.delete(name)
    }
    for (const account of wanted) if (!followed.has(account.name)) begin(account)
  }

  const clock = startAlarmClock(
    async () => {
      await compare()
      return now() + EVERY_MS
    },
    { now, restMs: EVERY_MS, onError: error => log.error(error, 'the mail accounts have trouble') },
  )
  return {
    /** To be called when accounts may have changed. */
    onChange: clock.wake,
    close: async () => {
      await clock.close()
      await Promise.all([...followed.values()].map(({ end }) => end()))
      await opened?.close()
    },
  }
}
