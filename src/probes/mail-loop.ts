/** mail-loop: a mail that an account sends to itself arrives. */

import { randomBytes } from 'node:crypto'
import { t } from '../domain/language/text'
import { bareAddressOf, imapOf, type MailAccount, smtpOf } from '../domain/mail/account'
import {
  isMailbox,
  type Mailbox,
  MailboxError,
  type MailTrouble,
  type OpenFolder,
} from '../domain/mail/mailbox'
import type { MailTools } from '../domain/mail/ports'
import type { MailSent } from '../domain/mail/sending'
import type { Look, Prober } from '../domain/probes/look'
import {
  type Arrival,
  arrivedLook,
  LEFT_BEHIND_MS,
  missingLook,
  pauseAfter,
  SUBJECT_WORDS,
  subjectOf,
  tokenIn,
  unseenLook,
  unsentLook,
} from '../domain/probes/mail-loop'
import { parseDuration } from '../domain/time/duration'

/** Milliseconds between two attempts to send: after a server that was not reached, and at most after a temporary refusal. */
const RESEND = { unreached: 10_000, first: 15_000, longest: 60_000 } as const

interface Loop {
  readonly account: MailAccount
  /** Without a name. */
  readonly address: string
  readonly token: string
  /** The only folder; empty: all in which it may arrive. */
  readonly folder: string
  /** Milliseconds. */
  readonly patience: number
  readonly signal: AbortSignal
  /** Epoch milliseconds. */
  readonly now: number
}

export const mailLoop: Prober = async ({ target, settings, now, signal }, { mail }) => {
  const account = await mail.account(target)
  if (account === undefined) return blind(`there is no mail account ${target}`)
  if (account.problem !== undefined) return blind(account.problem)
  if (smtpOf(account) === undefined || imapOf(account) === undefined)
    return blind(`the mail account ${target} needs both an SMTP and an IMAP server for a loop`)
  const patience = parseDuration(settings.patience ?? '') ?? 0
  const loop: Loop = {
    account,
    address: bareAddressOf(account),
    token: randomBytes(16).toString('hex'),
    folder: settings.folder ?? '',
    patience,
    signal,
    now,
  }
  const box = createBox(loop, mail)
  try {
    const unready = await box.prepare()
    if (unready !== undefined) return unready
    const sent = await sendPatiently(loop, mail)
    if (!sent.ok && sent.fault !== 'unanswered') return unsentLook(sent)
    const doubt = sent.ok ? undefined : sent.detail
    return await awaitArrival(loop, box, mail, parseDuration(settings.slow ?? '') ?? patience, doubt)
  } finally {
    await box.close()
  }
}

const blind = (detail: string): Look => ({ answer: 'blind', detail })

/** A temporary refusal, as of a server that makes strangers wait, is tried again for as long as an arrival is waited for. */
async function sendPatiently(
  { account, address, token, patience, signal }: Loop,
  mail: MailTools,
): Promise<MailSent> {
  const self = { name: 'intvlm8r', address }
  const message = {
    from: self,
    to: [{ name: '', address }],
    subject: subjectOf(token),
    text: `${t('This mail was sent by intvlm8r to see whether mails of this account arrive. It removes it by itself.')}\n`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Intvlm8r-Loop': token,
    },
  }
  const began = performance.now()
  for (let tries = 0; ; tries++) {
    const sent = await mail.send(account, message, signal)
    if (sent.ok || sent.permanent || signal.aborted) return sent
    if (sent.fault !== 'refused' && (sent.fault !== 'unreached' || tries > 0)) return sent
    const usual =
      sent.fault === 'unreached' ? RESEND.unreached : Math.min(RESEND.first * 2 ** tries, RESEND.longest)
    // A short patience has short pauses.
    const pause = Math.min(usual, patience / 4)
    if (performance.now() - began + pause > patience) return sent
    await mail.pause(pause, signal)
  }
}

/** @param doubt why it may never have been taken */
async function awaitArrival(
  loop: Loop,
  box: Box,
  mail: MailTools,
  slow: number,
  doubt: string | undefined,
): Promise<Look> {
  const { patience, signal } = loop
  const sentAt = performance.now()
  for (let looks = 0; ; looks++) {
    const elapsed = performance.now() - sentAt
    const seen = await box.find()
    if (seen !== undefined && 'folder' in seen) {
      await box.clear()
      return arrivedLook({ ...seen, after: performance.now() - sentAt }, slow)
    }
    if (signal.aborted && elapsed < patience) return blind('sent, but this look ended before it could arrive')
    const isOver = elapsed >= patience
    if (seen !== undefined && (isOver || seen.refused)) return unseenLook(seen, true)
    if (isOver) return missingLook(box.places(), patience, doubt)
    await mail.pause(pauseAfter(looks, patience - elapsed), signal)
  }
}

type Box = ReturnType<typeof createBox>

interface Place {
  readonly path: string
  readonly isSpam: boolean
}

/** The mailbox with the folders in which the mail may arrive; it is opened again when the connection breaks. */
function createBox({ account, address, token, folder, signal, now }: Loop, mail: MailTools) {
  let mailbox: Mailbox | undefined
  let places: readonly Place[] = []
  /** As they were before the mail was sent. */
  const before = new Map<string, OpenFolder>()

  async function opened(): Promise<Mailbox> {
    if (mailbox !== undefined) return mailbox
    const found = await mail.open(account, signal)
    if (!isMailbox(found)) throw new MailboxError(found)
    mailbox = found
    return found
  }

  /** Runs the work; a mailbox that has trouble is opened anew the next time. */
  async function within<T>(work: (box: Mailbox) => Promise<T>): Promise<T | MailTrouble> {
    try {
      return await work(await opened())
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error
      await close()
      return error.trouble
    }
  }

  async function placesIn(box: Mailbox): Promise<readonly Place[]> {
    if (folder !== '') return [{ path: folder, isSpam: false }]
    const all = await box.folders()
    const named = all.filter(
      ({ path, use }) => use === '\\Junk' || use === '\\Trash' || path === '[Gmail]/Trash',
    )
    return [
      { path: 'INBOX', isSpam: false },
      ...named.map(({ path, use }) => ({ path, isSpam: use === '\\Junk' })),
    ]
  }

  /** Test mails in the open folder: this one, and those that earlier runs left behind. */
  async function testMails(box: Mailbox, uids: Parameters<Mailbox['heads']>[0]) {
    const found: { readonly uid: number; readonly isOurs: boolean }[] = []
    for await (const { uid, subject, from, arrivedAt = now } of box.heads(uids)) {
      const its = tokenIn(subject)
      const isSelf = from.some(one => one.address.toLowerCase() === address.toLowerCase())
      if (its === token) found.push({ uid, isOurs: true })
      else if (its !== undefined && isSelf && now - arrivedAt > LEFT_BEHIND_MS)
        found.push({ uid, isOurs: false })
    }
    return found
  }

  async function isIn(box: Mailbox, { path }: Place): Promise<boolean> {
    const open = await box.open(path)
    const known = before.get(path)
    if (open === undefined) {
      if (places.length === 1 || path === 'INBOX')
        throw new MailboxError({ step: 'folder', detail: `there is no folder ${path} any more` })
      return false
    }
    const isSame = known?.uidValidity === open.uidValidity
    const uids = isSame ? { from: known.uidNext } : await box.search({ subject: subjectOf(token) })
    return (await testMails(box, uids)).some(({ isOurs }) => isOurs)
  }

  /** Removes test mails wherever they are, and nothing else. Their removal decides nothing, so its troubles are left. */
  async function tidy(box: Mailbox): Promise<void> {
    for (const { path } of places) {
      if ((await box.open(path, { write: true })) === undefined) continue
      const uids = await box.search({ subject: SUBJECT_WORDS })
      await box.remove((await testMails(box, uids)).map(({ uid }) => uid))
    }
  }

  async function close(): Promise<void> {
    const closing = mailbox
    mailbox = undefined
    await closing?.close()
  }

  return {
    /** Notes what is there before the mail is sent; returns why that cannot be. */
    async prepare(): Promise<Look | undefined> {
      const trouble = await within(async box => {
        places = await placesIn(box)
        for (const { path } of places) {
          const open = await box.open(path)
          if (open !== undefined) before.set(path, open)
          else if (places.length === 1)
            throw new MailboxError({ step: 'folder', detail: `there is no folder ${path}` })
        }
      })
      if (trouble !== undefined) return unseenLook(trouble, false)
      await within(tidy)
      return undefined
    },

    /** The folder that it arrived in; undefined: none yet. */
    async find(): Promise<Omit<Arrival, 'after'> | MailTrouble | undefined> {
      return await within(async box => {
        // A server may make its folder for spam with the first mail in it.
        places = await placesIn(box)
        for (const place of places)
          if (await isIn(box, place)) return { folder: place.path, isSpam: place.isSpam }
        return undefined
      })
    },

    async clear(): Promise<void> {
      await within(tidy)
    },

    places: () => places.map(({ path }) => path),
    close,
  }
}
