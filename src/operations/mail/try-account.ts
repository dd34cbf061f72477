/** *Try it*: each step of both sides of a mail account, with its answer. Nothing is sent, and nothing is changed. */
import { accountSetting, imapOf, type MailAccount, smtpOf } from '../../domain/mail/account'
import { isMailbox, type Mailbox, MailboxError, type MailStep } from '../../domain/mail/mailbox'
import type { MailTools, TriedStep, TryAccount } from '../../domain/mail/ports'
import type { SendFault } from '../../domain/mail/sending'

/** Milliseconds for each side. */
const LIMIT_MS = 30_000

const STEPS = ['Connection', 'Encryption', 'Log-in'] as const

/** The step at which a fault shows. */
const FAULT_STEPS: Readonly<Record<SendFault, number>> = {
  ours: 0,
  unreached: 0,
  tls: 1,
  refused: 2,
  login: 2,
  unanswered: 3,
}
const MAIL_STEPS: Readonly<Record<MailStep, number>> = { connection: 0, tls: 1, login: 2, folder: 3, mail: 3 }

export function createTryAccount(
  tools: Pick<MailTools, 'trySending' | 'open'>,
  limitMs = LIMIT_MS,
): TryAccount {
  return async account => {
    if (account.problem !== undefined)
      return [{ side: 'SMTP', step: 'Settings', ok: false, detail: account.problem }]
    const [smtp, imap] = await Promise.all([trySmtp(account), tryImap(account)])
    return [...smtp, ...imap]
  }

  async function trySmtp(account: MailAccount): Promise<TriedStep[]> {
    const server = smtpOf(account)
    if (server === undefined) return []
    const sent = await tools.trySending(account, AbortSignal.timeout(limitMs))
    if (!sent.ok && sent.noToken) return tokenStep('SMTP', sent.detail)
    const failed = sent.ok ? STEPS.length : FAULT_STEPS[sent.fault]
    const words = [
      `${server.host} answers at port ${server.port}`,
      server.security === 'none' ? 'none is wanted' : `it works (${server.security})`,
      server.user === '' ? 'none is wanted' : `${server.host} accepts the user and the secret`,
    ]
    return stepsOf('SMTP', failed, words, sent.detail)
  }

  async function tryImap(account: MailAccount): Promise<TriedStep[]> {
    const server = imapOf(account)
    if (server === undefined) return []
    const opened = await tools.open(account, AbortSignal.timeout(limitMs), { byHand: true })
    const isOpen = isMailbox(opened)
    if (!isOpen && opened.noToken) return tokenStep('IMAP', opened.detail)
    const words = [
      `${server.host} answers at port ${server.port}`,
      isOpen && opened.tls !== undefined
        ? opened.tls
        : server.security === 'none'
          ? 'none is wanted'
          : 'it works',
      `${server.host} accepts the user and the secret`,
    ]
    if (!isOpen) return stepsOf('IMAP', MAIL_STEPS[opened.step], words, opened.detail)
    try {
      return [...stepsOf('IMAP', STEPS.length, words, ''), ...(await folderSteps(opened, account))]
    } finally {
      await opened.close()
    }
  }
}

/** Without a token the server was not asked, and nothing is known of it. */
function tokenStep(side: TriedStep['side'], detail: string): TriedStep[] {
  return [{ side, step: 'Access token', ok: false, detail }]
}

/** The steps before the one that failed went well; those after it were not tried. */
function stepsOf(
  side: TriedStep['side'],
  failed: number,
  words: readonly string[],
  why: string,
): TriedStep[] {
  return STEPS.slice(0, failed + 1).map((step, index) =>
    index < failed
      ? { side, step, ok: true, detail: words[index] ?? '' }
      : { side, step, ok: false, detail: why },
  )
}

async function folderSteps(mailbox: Mailbox, account: MailAccount): Promise<TriedStep[]> {
  const step = (name: string, ok: boolean, detail: string): TriedStep => ({
    side: 'IMAP',
    step: name,
    ok,
    detail,
  })
  try {
    const folders = await mailbox.folders()
    const named = (use: string) => folders.find(folder => folder.use === use)?.path
    const paths = [...new Set(['INBOX', accountSetting(account, 'checkinfolder')])]
    const steps: TriedStep[] = []
    for (const path of paths) {
      const folder = await mailbox.open(path)
      steps.push(
        folder === undefined
          ? step('Folder', false, `there is no folder ${path}`)
          : step('Folder', true, `${path} holds ${folder.mails} ${folder.mails === 1 ? 'mail' : 'mails'}`),
      )
    }
    const others = `spam is in ${named('\\Junk') ?? 'no known folder'}, trash in ${named('\\Trash') ?? 'no known folder'}`
    const news = mailbox.idles
      ? 'it reports new mails at once (IDLE)'
      : 'it has no IDLE: new mails are looked for each minute'
    return [...steps, step('Other folders', true, others), step('New mails', true, news)]
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    return [step('Folder', false, error.trouble.detail)]
  }
}
