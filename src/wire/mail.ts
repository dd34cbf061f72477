import { dirname } from 'node:path'
import { lastGood } from '../config/settings/last-good'
import { withAccountSecrets } from '../config/settings/mail'
import type { SmtpOf } from '../domain/alerts/ports'
import {
  accountSetting,
  addressOf,
  imapOf,
  type MailAccount,
  type MailServer,
  smtpOf,
} from '../domain/mail/account'
import { pauseWords } from '../domain/mail/login-pause'
import { isMailbox, type MailTrouble } from '../domain/mail/mailbox'
import type { MailAccounts, MailTools } from '../domain/mail/ports'
import type { MailSent } from '../domain/mail/sending'
import type { HttpClient, OtherWay } from '../domain/net/http-client'
import type { SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import { type AccessTokens, createAccessTokens } from '../io/mail/access-tokens'
import { openAccountStore } from '../io/mail/account-store'
import { type LoginGate, openLoginGate } from '../io/mail/login-gate'
import type { Redis } from '../io/redis/client'
import { type SmtpContext, sendBySmtp, trySmtp } from '../notifiers/smtp'
import type { Places } from './places'

/** Milliseconds for an access token of a channel's account. */
const TOKEN_MS = 10_000

export interface MailNeeds {
  readonly settings: Pick<SettingsFile, 'read'>
  readonly where: Pick<Places, 'ini'>
  readonly http: HttpClient
  readonly otherWay: OtherWay
  readonly now: Clock
}

/** The mail accounts, and what is done with them. `connection` is called when one is needed first. */
export function openMail(connection: () => Redis, needs: MailNeeds) {
  let opened: ReturnType<typeof openStores> | undefined
  const stores = () => {
    opened ??= openStores(connection())
    return opened
  }
  const provided = lastGood(needs.settings, 'mail')
  /** A text: why they are not known. Accounts of the page work even then. */
  const ofIni = async (): Promise<readonly MailAccount[] | string> => {
    const own = await provided().catch((error: Error) => error.message)
    if (typeof own === 'string') return own
    return await Promise.all(own.map(account => withAccountSecrets(account, dirname(needs.where.ini))))
  }
  const accounts: MailAccounts = {
    list: async () => {
      const [read, others] = await Promise.all([ofIni(), stores().accounts.list()])
      const own = typeof read === 'string' ? [] : read
      const names = new Set(own.map(({ name }) => name))
      return [...own, ...others.filter(({ name }) => !names.has(name))]
    },
    // While Redis is away, those of the INI still work.
    find: async name => {
      const isIt = (account: MailAccount) => account.name === name.toLowerCase()
      const own = await ofIni()
      const ofPage = async () => (await stores().accounts.list()).find(isIt)
      if (typeof own !== 'string') return own.find(isIt) ?? (await ofPage())
      return (await ofPage()) ?? { name, origin: 'ini', settings: {}, problem: own }
    },
  }
  const gate = () => stores().gate
  const tokens = createAccessTokens(needs.http, needs.now, gate)
  const smtpWay = createSmtpWay(tokens, gate, needs.now)
  const tools = createTools(accounts, gate, needs, tokens, smtpWay)
  return {
    accounts,
    store: () => stores().accounts,
    tools,
    smtpOf: createSmtpOf(tools, smtpWay),
    /** Closes the connection to Redis, where one was opened. */
    close: () => opened?.connection.disconnect(),
  }
}

function openStores(connection: Redis) {
  return { connection, accounts: openAccountStore(connection), gate: openLoginGate(connection) }
}

/** Why an account sends nothing; as a fault: of this machine, or a log-in that was refused a moment ago. */
interface NoWay {
  readonly fault: 'ours' | 'login'
  readonly detail: string
  readonly noToken?: true
}

interface OpenWay {
  readonly server: MailServer
  /** Takes what became of a mail: a log-in that was refused is not tried again for a while. */
  readonly note: (sent: MailSent) => Promise<void>
}

type SmtpWay = (
  account: MailAccount,
  signal: AbortSignal,
  options?: { readonly byHand?: boolean },
) => Promise<OpenWay | NoWay>

/** The server with the access token, where the account has one; else why it sends nothing. */
function createSmtpWay(tokens: AccessTokens, gate: () => LoginGate, now: Clock): SmtpWay {
  return async (account, signal, { byHand = false } = {}) => {
    const ours = (detail: string): NoWay => ({ fault: 'ours', detail })
    if (account.problem !== undefined) return ours(account.problem)
    const server = smtpOf(account)
    if (server === undefined) return ours(`the mail account ${account.name} has no SMTP server`)
    const access = await tokens.of(account, signal, { byHand })
    if (access !== undefined && 'problem' in access)
      return { fault: access.refused ? 'login' : 'ours', detail: access.problem, noToken: true }
    if (server.user === '') return { server, note: async () => {} }
    const secret = lastingSecret(account, server)
    const pause = byHand ? undefined : await gate().closed(server, secret, now())
    if (pause !== undefined) return { fault: 'login', detail: pauseWords(pause) }
    return {
      server: access === undefined ? server : { ...server, token: access.token },
      note: async sent => {
        if (sent.ok) await gate().taken(server, secret)
        else if (sent.fault === 'login') {
          tokens.drop(account)
          await gate().refused(server, secret, sent.detail, now())
        }
      },
    }
  }
}

/** By which log-ins are told apart: not the access token, of which a refresh token brings a new one after each refusal. */
function lastingSecret(account: MailAccount, { password }: MailServer): string {
  return accountSetting(account, 'token') || accountSetting(account, 'refreshtoken') || password
}

function createTools(
  accounts: MailAccounts,
  gate: () => LoginGate,
  { otherWay, now }: MailNeeds,
  tokens: AccessTokens,
  smtpWay: SmtpWay,
): MailTools {
  async function overSmtp(
    account: MailAccount,
    signal: AbortSignal,
    work: (server: MailServer, context: SmtpContext) => Promise<MailSent>,
    options?: { readonly byHand: boolean },
  ): Promise<MailSent> {
    const way = await smtpWay(account, signal, options)
    if ('fault' in way) return { ok: false, permanent: false, ...way }
    const sent = await work(way.server, { signal, otherWay, now: now() })
    await way.note(sent)
    return sent
  }

  return {
    account: accounts.find,
    send: async (account, mail, signal) =>
      await overSmtp(account, signal, (server, context) => sendBySmtp(server, mail, context)),
    trySending: async (account, signal) => await overSmtp(account, signal, trySmtp, { byHand: true }),
    open: async (account, signal, { byHand = false } = {}) => {
      const trouble = (detail: string): MailTrouble => ({ step: 'connection', detail })
      if (account.problem !== undefined) return trouble(account.problem)
      const server = imapOf(account)
      if (server === undefined) return trouble(`the mail account ${account.name} has no IMAP server`)
      const access = await tokens.of(account, signal, { byHand })
      if (access !== undefined && 'problem' in access)
        return access.refused
          ? { step: 'login', refused: true, noToken: true, detail: `log-in refused: ${access.problem}` }
          : { ...trouble(access.problem), noToken: true }
      const secret = lastingSecret(account, server)
      const pause = byHand ? undefined : await gate().closed(server, secret, now())
      if (pause !== undefined)
        return {
          step: 'login',
          refused: true,
          detail: pauseWords(pause),
        }
      const { openMailbox } = await import('../io/mail/imap')
      const withToken = access === undefined ? server : { ...server, token: access.token }
      const mailbox = await openMailbox(withToken, { signal, otherWay, now: now() })
      if (isMailbox(mailbox)) await gate().taken(server, secret)
      else if (mailbox.refused) {
        tokens.drop(account)
        await gate().refused(server, secret, mailbox.detail, now())
      }
      return mailbox
    },
    pause: (ms, signal) =>
      new Promise(resolve => {
        if (signal.aborted) return resolve()
        const end = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, ms)
        signal.addEventListener('abort', end)
      }),
  }
}

/** Of a channel that sends by an account. */
function createSmtpOf({ account }: MailTools, smtpWay: SmtpWay): SmtpOf {
  return async name => {
    const found = await account(name)
    if (found === undefined) return `there is no mail account ${name}`
    const way = await smtpWay(found, AbortSignal.timeout(TOKEN_MS))
    return 'fault' in way ? way.detail : { ...way, from: addressOf(found) }
  }
}
