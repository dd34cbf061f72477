import { isDeepStrictEqual } from 'node:util'
import { type Request, type Response, Router } from 'express'
import { settingOf } from '../../domain/alerts/channel'
import {
  ACCOUNT_FIELDS,
  accountFaults,
  addressOf,
  type MailAccount,
  takesCheckIns,
} from '../../domain/mail/account'
import type { TriedStep } from '../../domain/mail/ports'
import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import { PROBE_KINDS } from '../../domain/probes/probe-kinds'
import type { Check } from '../../domain/watch/check'
import type { ListQuery } from '../../domain/watch/check-lists'
import { logChange } from '../access/access-log'
import { createConfirmation } from '../access/confirmation'
import { createSealed } from '../access/sealed'
import { doneIn } from '../pages/done'
import { Refusal } from '../pages/errors'
import { field, isDraft, sentence } from '../pages/form'
import { accountTroubles } from '../pages/ini-troubles'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { type AccountForm, savedAccountForm, typedAccount, typedAccountForm } from './account-form'

type AccountPorts = Pick<
  AppPorts,
  'now' | 'log' | 'settings' | 'sessions' | 'mail' | 'channels' | 'channelRules' | 'checks'
>

interface AccountFormPage extends AccountForm {
  /** Reasons by the settings' keys. */
  readonly faults: Readonly<Record<string, string>>
  readonly existing?: boolean
  readonly revision?: string
  readonly isConflict?: boolean
}

const NOTICES: Readonly<Record<string, string>> = { saved: 'Saved.', removed: 'The account is deleted.' }
const GONE = 'There is no such mail account; somebody may have deleted it.'
const READ_ONLY =
  'This mail account stands in a file of the appliance and is changed there: in its [mail] section of the INI, or in the settings of the checklist that the INI names.'
const TRIED = 'answers of a mail account'
const PROBED: ListQuery = { only: 'probed' }
/** Checks with a probe that are read for the page before an account is deleted. */
const MOST_READ = 2_000

function looksAt({ probe }: Check, account: string): boolean {
  const row: KindOfProbe | undefined = probe && PROBE_KINDS[probe.kind]
  return row?.ofAccount === true && probe?.target.toLowerCase() === account
}

/** `/accounts` and all below it: the mail accounts, and *Try it*. */
export function accountsDoor(ports: AccountPorts): Router {
  const { now, mail, channels, checks, channelRules, settings } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)
  const confirmation = createConfirmation(ports)
  const revisionOf = (account: MailAccount) => sealed.fingerprint(account.settings)

  async function find({ params }: Request<{ name: string }>): Promise<MailAccount> {
    const found = (await mail.accounts.list()).find(({ name }) => name === params.name)
    if (found === undefined) throw new Refusal(404, GONE)
    return found
  }

  async function findOfPage(request: Request<{ name: string }>): Promise<MailAccount> {
    const found = await find(request)
    if (found.origin !== 'page') throw new Refusal(403, READ_ONLY)
    return found
  }

  async function showForm(response: Response, page: AccountFormPage): Promise<void> {
    if (Object.keys(page.faults).length > 0) response.status(422)
    await renderPage(response, 'mail/account-edit', now(), {
      fields: ACCOUNT_FIELDS,
      sentence,
      dropped: [],
      held: '',
      revision: '',
      existing: false,
      isConflict: false,
      tried: undefined,
      ...page,
    })
  }

  door.get('/accounts', async (request, response) => {
    const [all, reading] = await Promise.all([mail.accounts.list(), settings.read()])
    const { tried } = request.query
    const opened =
      typeof tried === 'string'
        ? (sealed.open(tried, TRIED) as { name: string; steps: readonly TriedStep[] } | undefined)
        : undefined
    await renderPage(response, 'mail/accounts', now(), {
      accounts: [...all]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(account => ({
          name: account.name,
          origin: account.origin,
          problem: account.problem,
          address: addressOf(account),
          sends: Boolean(account.settings.smtphost),
          reads: Boolean(account.settings.imaphost),
        })),
      tried: opened,
      done: doneIn(request, NOTICES),
      troubles: accountTroubles(reading),
    })
  })

  door.get('/accounts/new', async (_request, response) => {
    await showForm(response, { name: '', settings: {}, kept: [], faults: {} })
  })

  door.post('/accounts', async (request, response) => {
    const account: MailAccount = {
      name: field(request, 'name').trim(),
      origin: 'page',
      settings: typedAccount(request, sealed).settings,
    }
    if (isDraft(response))
      return await showForm(response, { ...typedAccountForm(request, { sealed }), faults: {} })
    const faults = faultsOf(account)
    const others = await mail.accounts.list()
    if (others.some(({ name }) => name === account.name)) faults.name = 'is taken by another account'
    const form = typedAccountForm(request, { sealed, faulty: Object.keys(faults) })
    if (Object.keys(faults).length > 0) return await showForm(response, { ...form, faults })
    if (field(request, 'try') !== '')
      return await showForm(response, { ...form, faults, tried: await mail.tryAccount(account) })
    if (confirmation.isAsked(request, response)) return
    await mail.accountStore.save(account)
    logChange(ports, request, `the mail account ${account.name} was made`)
    response.redirect(303, '/accounts?saved')
  })

  door.get('/accounts/:name/edit', async (request, response) => {
    const account = await findOfPage(request)
    const revision = revisionOf(account)
    await showForm(response, { ...savedAccountForm(account), faults: {}, existing: true, revision })
  })

  door.post('/accounts/:name', async (request, response) => {
    const before = await findOfPage(request)
    const { name } = before
    const account = { ...before, settings: typedAccount(request, sealed, before).settings }
    const faults = isDraft(response) ? {} : faultsOf(account)
    const faulty = Object.keys(faults)
    const revision = field(request, 'revision')
    const typed = typedAccountForm(request, { before, faulty, sealed })
    const page = { ...typed, name, faults, revision, existing: true }
    if (isDraft(response) || faulty.length > 0) return await showForm(response, page)
    // A trial sends the saved password to the server that was typed.
    const asks = () =>
      !isDeepStrictEqual(account.settings, before.settings) && confirmation.isAsked(request, response)
    if (field(request, 'try') !== '') {
      if (asks()) return
      return await showForm(response, { ...page, tried: await mail.tryAccount(account) })
    }
    const present = revisionOf(before)
    if (revision !== '' && revision !== present && present !== revisionOf(account)) {
      response.status(409)
      return await showForm(response, { ...page, revision: present, isConflict: true })
    }
    if (asks()) return
    await mail.accountStore.save(account)
    logChange(ports, request, `the mail account ${name} was changed`)
    response.redirect(303, '/accounts?saved')
  })

  door.post('/accounts/:name/try', async (request, response) => {
    const account = await find(request)
    const tried = { name: account.name, steps: await mail.tryAccount(account) }
    // Loading the page with the answers again tries nothing.
    response.redirect(303, `/accounts?tried=${sealed.seal(tried, TRIED)}`)
  })

  // A browser that loads the page of a trial again, or comes back to it, sends a GET.
  door.get('/accounts/:name/try', (_request, response) => response.redirect(303, '/accounts'))

  /** The channels and checks that use it; `isOfMany`: there are too many checks to look for those among them. */
  async function usersOf(
    account: MailAccount,
  ): Promise<{ readonly users: readonly string[]; readonly isOfMany: boolean }> {
    const { name } = account
    const byChannel = (await channels.list()).filter(
      channel => channel.kind === 'email' && settingOf(channel, 'account').toLowerCase() === name,
    )
    const isOfMany = (await checks.lists.size(PROBED, now())) > MOST_READ
    const byProbe: string[] = []
    if (!isOfMany)
      for await (const batch of checks.lists.each(PROBED, now()))
        for (const { check } of batch) if (looksAt(check, name)) byProbe.push(check.name)
    const users = [
      ...(takesCheckIns(account) ? ['check-ins by e-mail'] : []),
      ...byChannel.map(channel => `the channel ${channel.name}`),
      ...byProbe.map(probing => `the check ${probing}`),
    ]
    return { users, isOfMany }
  }

  // A browser that comes back to an answer of this form sends a GET.
  door.get('/accounts/:name', ({ params }, response) =>
    response.redirect(303, `/accounts/${encodeURIComponent(params.name)}/edit`),
  )

  door.get('/accounts/:name/delete', async (request, response) => {
    const account = await findOfPage(request)
    const { name } = account
    await renderPage(response, 'mail/account-delete', now(), { name, ...(await usersOf(account)) })
  })

  door.post('/accounts/:name/delete', async (request, response) => {
    const { name } = await findOfPage(request)
    await mail.accountStore.remove(name)
    logChange(ports, request, `the mail account ${name} was deleted`)
    response.redirect(303, '/accounts?removed')
  })

  function faultsOf(account: MailAccount): Record<string, string> {
    return Object.fromEntries(accountFaults(account, channelRules).map(({ key, reason }) => [key, reason]))
  }

  return door
}
