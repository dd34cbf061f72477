/** Follows a mailbox whose mails are check-ins: none is missed, and none counts twice, whatever breaks in between. */
import { accountSetting, imapOf, type MailAccount } from '../../domain/mail/account'
import type { InboxMemory, Position } from '../../domain/mail/inbox-memory'
import {
  isMailbox,
  type Mailbox,
  MailboxError,
  type OpenFolder,
  type WholeMail,
} from '../../domain/mail/mailbox'
import type { MailTools } from '../../domain/mail/ports'
import type { Clock } from '../../domain/time/clock'
import type { TakeMail } from './take-mail'

/** Milliseconds: a new IDLE, a renewal of the right, another worker's turn. */
const WAIT_MS = 4 * 60_000
const RENEW_MS = 10_000
const TURN_MS = 10_000
/** Milliseconds before the mailbox is opened again, doubled while it has trouble. */
const AGAIN = { first: 2_000, longest: 60_000 } as const
/** After its folder was made anew, mails that arrived so long before the last one that was taken are old. */
const SLACK_MS = 3_600_000
/** A mail that broke the connection so often is taken without its text, and then by its head alone. */
const TRIES = { whole: 2, textless: 3 } as const

export interface FollowPorts {
  readonly mail: Pick<MailTools, 'account' | 'open' | 'pause'>
  readonly memory: Omit<InboxMemory, 'forget'>
  readonly take: TakeMail
  readonly now: Clock
  /** Called when trouble begins, with its words, and when it is over (undefined). */
  readonly onTrouble: (account: string, detail: string | undefined) => void
}

/** The returned function settles when the signal aborts. */
export function createFollowInbox(ports: FollowPorts): (name: string, signal: AbortSignal) => Promise<void> {
  const { mail, memory, now, onTrouble } = ports

  return async (name, signal) => {
    let isTroubled = false
    const tries = new Map<number, number>()
    const report = (detail: string | undefined) => {
      if (isTroubled !== (detail !== undefined)) onTrouble(name, detail)
      isTroubled = detail !== undefined
    }
    for (let failures = 0; !signal.aborted; ) {
      const turn = await beginTurn(name)
      if (turn === undefined) {
        await mail.pause(TURN_MS, signal)
        continue
      }
      const onReady = () => {
        failures = 0
        report(undefined)
      }
      const detail = typeof turn === 'string' ? turn : await session(turn, signal, tries, onReady)
      if (signal.aborted) break
      // Servers end connections now and then.
      if (detail !== undefined && failures > 0) report(detail)
      await mail.pause(Math.min(AGAIN.first * 2 ** Math.min(failures++, 10), AGAIN.longest), signal)
    }
    await memory.release(name).catch(() => {})
  }

  /** The account, where this worker may follow it now; a text is the reason why that is not known. */
  async function beginTurn(name: string): Promise<MailAccount | string | undefined> {
    try {
      const account = await mail.account(name)
      return account !== undefined && (await memory.lease(name)) ? account : undefined
    } catch (error) {
      return `Redis answers with an error (${(error as Error).message})`
    }
  }

  /** Follows until something breaks; returns its words. */
  async function session(
    account: MailAccount,
    ended: AbortSignal,
    tries: Map<number, number>,
    onReady: () => void,
  ): Promise<string | undefined> {
    const lost = new AbortController()
    const signal = AbortSignal.any([ended, lost.signal])
    // Another worker follows it once this one could not renew its right.
    const renewing = setInterval(() => {
      memory.lease(account.name).then(
        isOurs => isOurs || lost.abort(),
        () => lost.abort(),
      )
    }, RENEW_MS)
    try {
      const mailbox = await mail.open(account, signal)
      if (!isMailbox(mailbox)) return mailbox.detail
      try {
        const path = accountSetting(account, 'checkinfolder')
        const folder = await mailbox.open(path)
        if (folder === undefined) return `there is no folder ${path}`
        let position = await begin(account, mailbox, folder, tries)
        while (!signal.aborted) {
          position = await takeNew(account, mailbox, position, tries)
          onReady()
          await mailbox.wait(WAIT_MS, signal)
        }
        return undefined
      } finally {
        await mailbox.close()
      }
    } catch (error) {
      return error instanceof MailboxError ? error.trouble.detail : (error as Error).message
    } finally {
      clearInterval(renewing)
    }
  }

  /** The place from which on mails count: the first time, those that come from now on. */
  async function begin(
    account: MailAccount,
    mailbox: Mailbox,
    { path, uidValidity, uidNext }: OpenFolder,
    tries: Map<number, number>,
  ): Promise<Position> {
    const before = await memory.position(account.name)
    const whose = mailboxOf(account)
    const here: Position = { mailbox: whose, folder: path, uidValidity, uid: uidNext - 1, at: now() }
    if (before === undefined || before.folder !== path) {
      await memory.note(account.name, here, [], now())
      return here
    }
    const { mailbox: itsMailbox = whose } = before
    const isSame = itsMailbox === whose && before.uidValidity === uidValidity && before.uid < uidNext
    if (isSame) return { ...before, mailbox: whose }
    // The folder was made anew, or is another one: its mails have other UIDs.
    tries.clear()
    const since = before.at - SLACK_MS
    const start: Position = { ...here, uid: 0, at: before.at }
    const heads = []
    for await (const head of mailbox.heads(await mailbox.search({ since })))
      if (head.uid < uidNext && (head.arrivedAt ?? now()) >= since) heads.push(head.uid)
    let position = start
    for (const uid of heads) position = await takeOne(account, mailbox, { ...position, uid }, tries)
    await memory.note(account.name, { ...position, uid: here.uid }, [], now())
    return { ...position, uid: here.uid }
  }

  async function takeNew(
    account: MailAccount,
    mailbox: Mailbox,
    from: Position,
    tries: Map<number, number>,
  ): Promise<Position> {
    const uids: number[] = []
    for await (const { uid } of mailbox.heads({ from: from.uid + 1 })) uids.push(uid)
    let position = from
    for (const uid of uids.sort((a, b) => a - b))
      position = await takeOne(account, mailbox, { ...position, uid }, tries)
    return position
  }

  /** Takes the mail at that position, and notes that it was. */
  async function takeOne(
    account: MailAccount,
    mailbox: Mailbox,
    position: Position,
    tries: Map<number, number>,
  ): Promise<Position> {
    const { uid, uidValidity } = position
    const tried = tries.get(uid) ?? 0
    tries.set(uid, tried + 1)
    const mail =
      tried < TRIES.textless
        ? await mailbox.mail(uid, { textless: tried >= TRIES.whole })
        : await headOnly(mailbox, uid)
    tries.delete(uid)
    const place = `${account.name} ${uidValidity} ${uid}`
    const marks = mail === undefined ? [] : await ports.take(account, mail, place)
    const at = Math.max(position.at, mail?.arrivedAt ?? 0)
    const next = { ...position, at: Math.min(at, now()) }
    await memory.note(account.name, next, marks, now())
    return next
  }
}

/** Two mailboxes of a server may have the same UIDVALIDITY. */
function mailboxOf(account: MailAccount): string {
  const { user = '', host = '' } = imapOf(account) ?? {}
  return `${user} ${host}`.toLowerCase()
}

async function headOnly(mailbox: Mailbox, uid: number): Promise<WholeMail | undefined> {
  for await (const head of mailbox.heads([uid])) return { ...head, recipients: [], text: '' }
  return undefined
}
