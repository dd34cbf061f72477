/** Takes a mail as a check-in: for each check that it is for, once. */
import { createHash } from 'node:crypto'
import { bareAddressOf, type MailAccount } from '../../domain/mail/account'
import { isAboutAlert } from '../../domain/mail/alert-mail'
import type { InboxMemory } from '../../domain/mail/inbox-memory'
import type { WholeMail } from '../../domain/mail/mailbox'
import type { MatchInTime } from '../../domain/probes/body-pattern'
import type { Clock } from '../../domain/time/clock'
import {
  bodyOfMail,
  hasSubjectOf,
  kindOfMail,
  type MailTarget,
  targetsIn,
} from '../../domain/watch/check-ins/mail'
import type { CheckStore, Watched } from '../../domain/watch/ports'

export interface TakeMailPorts {
  readonly checks: Pick<CheckStore, 'get' | 'lists' | 'findBySlug' | 'pingKey' | 'record' | 'history'>
  readonly memory: Pick<InboxMemory, 'isTaken'>
  readonly matchInTime: MatchInTime
  readonly now: Clock
}

/** Returns a mark for each check that took it. `place` names the mail where it has no name of its own. */
export type TakeMail = (account: MailAccount, mail: WholeMail, place: string) => Promise<readonly string[]>

export function createTakeMail({ checks, memory, matchInTime, now }: TakeMailPorts): TakeMail {
  async function checkFor(target: MailTarget): Promise<Watched | undefined> {
    if ('id' in target) return await checks.get(target.id)
    if ('key' in target && target.key !== (await checks.pingKey()).toLowerCase()) return undefined
    const [found, another] = await checks.findBySlug(target.slug)
    return another === undefined ? found : undefined
  }

  /** Subjects count only where no recipient names a check, and those of alerts never. */
  async function checksFor(account: MailAccount, mail: WholeMail): Promise<readonly Watched[]> {
    const { recipients, subject } = mail
    const targets = targetsIn(recipients, bareAddressOf(account))
    const named = (await Promise.all(targets.map(checkFor))).filter(found => found !== undefined)
    if (named.length > 0 || isAboutAlert(mail)) return named
    const found: Watched[] = []
    for await (const batch of checks.lists.each({ only: 'bySubject' }, now()))
      found.push(...batch.filter(({ check }) => hasSubjectOf(check, subject, matchInTime)))
    return found
  }

  return async (account, mail, place) => {
    const name = nameOf(mail, place)
    const marks: string[] = []
    for (const { check, state } of await checksFor(account, mail)) {
      const kind = kindOfMail(check, mail)
      if (kind === undefined || check.probe !== undefined) continue
      // A worker may have died between the record and the note, and a mail may come twice.
      const isKnown = (await checks.history(check.id)).some(({ detail }) => detail.agent === name)
      const mark = `${name} ${check.id}`
      if (isKnown || (await memory.isTaken(account.name, mark))) continue
      const at = Math.min(now(), Math.max(mail.arrivedAt ?? now(), state.lastSignalAt ?? 0))
      const [sender] = mail.from
      await checks.record(
        { id: check.id },
        {
          kind,
          at,
          detail: {
            via: 'mail',
            agent: name,
            body: bodyOfMail(mail),
            ...(sender && { from: sender.address }),
          },
        },
      )
      marks.push(mark)
    }
    return marks
  }
}

/** The same for each copy of a mail. */
function nameOf({ messageId, sentAt }: WholeMail, place: string): string {
  const own = messageId === '' ? place : `${messageId} ${sentAt ?? ''}`
  return `mail ${createHash('sha256').update(own).digest('base64url').slice(0, 22)}`
}
