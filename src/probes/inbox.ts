/** inbox: mails with certain senders and subjects came in time. Nothing in the mailbox is changed, not even what is unread. */

import { imapOf, type MailAccount } from '../domain/mail/account'
import { isMailbox, MailboxError, type MailTrouble } from '../domain/mail/mailbox'
import type { MailTools } from '../domain/mail/ports'
import { countsFrom, createSieve, sendersOf } from '../domain/probes/inbox'
import type { Look, Prober, Task } from '../domain/probes/look'
import { matchInTime } from './pattern-in-time'

/** Attempts of a look; a mailbox that could not be looked into may be there a moment later. */
const ATTEMPTS = 3
/** Milliseconds between them: a refused log-in is not repeated within a minute. */
const PAUSES = { refused: 61_000, other: 20_000 } as const
/** Milliseconds that another attempt needs to be worth a beginning. */
const LEAST = 5_000

export const inbox: Prober = async (task, { mail }) => {
  const { target, timeout, signal } = task
  const account = await mail.account(target)
  if (account === undefined) return blind(`there is no mail account ${target}`)
  if (account.problem !== undefined) return blind(account.problem)
  if (imapOf(account) === undefined) return blind(`the mail account ${target} has no IMAP server`)
  const began = performance.now()
  for (let attempt = 1; ; attempt++) {
    const seen = await lookOnce(task, account, mail)
    if ('answer' in seen) return seen
    const pause = seen.refused ? PAUSES.refused : PAUSES.other
    const left = timeout - (performance.now() - began)
    if (attempt === ATTEMPTS || left < pause + LEAST || signal.aborted)
      return blind(`the mailbox could not be read: ${seen.detail}`)
    await mail.pause(pause, signal)
  }
}

const blind = (detail: string): Look => ({ answer: 'blind', detail })

async function lookOnce(
  { settings, now, signal }: Task,
  account: MailAccount,
  mail: MailTools,
): Promise<Look | MailTrouble> {
  const mailbox = await mail.open(account, signal)
  if (!isMailbox(mailbox)) return mailbox
  try {
    const path =
      settings.folder || (await mailbox.folders()).find(({ use }) => use === '\\All')?.path || 'INBOX'
    if ((await mailbox.open(path)) === undefined)
      return { step: 'folder', detail: `there is no folder ${path}` }
    const from = countsFrom(settings, now)
    const sieve = createSieve(settings, from, matchInTime)
    // Servers compare days, and know only plain letters for certain: the sieve does the rest.
    const senders = sendersOf(settings)
    const isPlain = senders.every(sender => /^[\x20-\x7e]+$/.test(sender))
    const uids = await mailbox.search({
      since: from,
      ...(isPlain && senders.length > 0 && { from: senders }),
    })
    for await (const head of mailbox.heads(uids)) sieve.take(head)
    return sieve.look()
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    return error.trouble
  } finally {
    await mailbox.close()
  }
}
