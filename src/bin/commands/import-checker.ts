import { access, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { channelFaults } from '../../domain/alerts/channel'
import { heartbeatUrlProblem } from '../../domain/net/web-url'
import { peerNameFor } from '../../domain/peers/invitation-line'
import { type FailingJob, failingJobs } from '../../domain/probes/checker-state'
import { type Edit, faultText } from '../../domain/settings/reading'
import { localStamp } from '../../domain/time/local-time'
import { NO_CHANNEL } from '../../domain/watch/plan-fields'
import { replaceFile } from '../../io/files/atomic-file'
import { readText } from '../../io/files/small-file'
import type { CheckerSettings } from '../../wire/settings'
import { type CheckerFile, filesBelow, isSeenByJobs, placeCopies, readPlain } from './checker-copies'
import { CommandError, openAppliance } from './context'
import { print } from './print'

/** The channel and the check that are made of it. */
const NAME = 'checker'
const SECRET = `${NAME}-mail.password`
const STATE = `${NAME}.state`

/** A Checker as it was found: root may have read it. */
export interface CheckerImport {
  readonly settings: CheckerSettings
  /** Whole paths; `jobs` is empty where no folder was named. */
  readonly file: string
  readonly jobs: string
  /** The jobs that are failing; undefined where no file of states was named. */
  readonly failing?: readonly FailingJob[]
  /** For root, whose reading goes further than the appliance's: the files themselves. */
  readonly files?: { readonly settings: CheckerFile; readonly jobs: readonly CheckerFile[] }
}

/** Reads what belongs to the settings of a Checker. */
export async function findChecker(
  settings: CheckerSettings,
  { file, jobs, state }: { readonly file: string; readonly jobs: string; readonly state: string },
): Promise<CheckerImport> {
  const refuse = (what: string) => (error: NodeJS.ErrnoException) => {
    throw new CommandError(`${what} cannot be read (${error.code})`)
  }
  if (jobs !== '') await access(jobs).catch(refuse(`the folder of jobs ${jobs}`))
  const text = state === '' ? '' : await readFile(state, 'utf8').catch(refuse(`the file of states ${state}`))
  const found = { settings, file, jobs, ...(state !== '' && { failing: failingJobs(text) }) }
  if (jobs === '' || process.getuid?.() !== 0) return found
  const ofJobs = await filesBelow(jobs)
  if (ofJobs === undefined) return found
  const ofSettings = { path: 'settings.cfg', content: (await readPlain(file)).toString('base64') }
  return { ...found, files: { settings: ofSettings, jobs: ofJobs } }
}

/**
 * Takes over mail account and jobs of a Checker, and prints what was not taken over, and why. Again, it changes nothing.
 *
 * @param isOwner it runs with the rights of the appliance, after root has read
 */
export async function importChecker(given: CheckerImport, isOwner: boolean): Promise<number> {
  const { settings, where } = await openAppliance()
  const folder = dirname(where.ini)
  const mail = mailOf(given.settings)
  const nothing = `nothing was taken over from ${given.file}`
  const { problems, password } = given.settings
  if (problems.length > 0) throw new CommandError(`${nothing}: ${problems.join('; ')}`)
  const faults = mail && channelFaults({ name: NAME, kind: 'email', origin: 'ini', settings: mail }, {})
  const [fault] = faults ?? []
  if (fault) throw new CommandError(`${nothing}: the mail account: ${fault.key} ${fault.reason}`)
  const { found, notes } = isOwner ? await withCopies(given, where.home) : { found: given, notes: [] }
  if (mail?.password) await keep(join(folder, SECRET), password)
  if (found.jobs !== '' && found.failing !== undefined)
    await keep(join(folder, STATE), found.failing.map(({ line }) => line).join('\n'))
  const peers = peersIn(given.settings)
  const edits = [
    ...(mail ? editsOf(`channel.${NAME}`, { kind: 'email', ...mail }) : []),
    ...jobEdits(found),
    ...peers.flatMap(peer => (peer.problem === undefined ? editsOf(`peer.${peer.name}`, peer.values) : [])),
  ]
  const outcome = await settings.edit(edits)
  if (outcome.kind === 'refused') throw new CommandError(`${nothing}: ${outcome.reason}`)
  if (outcome.kind === 'unchanged') print(`${where.ini} has the same already.`)
  else for (const line of takenOver(found)) print(`Took over: ${line}`)
  for (const line of notes) print(line)
  for (const line of leftOut(found)) print(`Not taken over: ${line}`)
  if (outcome.kind === 'unchanged' || outcome.reading.kind !== 'faulty') return 0
  for (const each of outcome.reading.faults) print(faultText(each))
  return 1
}

/** Jobs that the appliance cannot read where they are get a copy in its own folder. */
async function withCopies(
  given: CheckerImport,
  home: string,
): Promise<{ readonly found: CheckerImport; readonly notes: readonly string[] }> {
  const { file, jobs, files } = given
  const all = [file, jobs, ...(files?.jobs ?? []).map(({ path }) => join(jobs, path))]
  if (jobs === '' || (await isSeenByJobs(all, home))) return { found: given, notes: [] }
  if (files === undefined) {
    const why = `${jobs} cannot be read by the appliance, and is too large to be copied: make it readable, or move it to ${home}/${NAME}`
    return { found: { ...given, jobs: '' }, notes: [`Not taken over: the jobs: ${why}`] }
  }
  const place = join(home, NAME)
  const own = { file: join(place, 'settings.cfg'), jobs: join(place, 'jobs') }
  const kept = [...(await placeCopies(place, [files.settings])), ...(await placeCopies(own.jobs, files.jobs))]
  return {
    found: { ...given, ...own },
    notes: [
      `The appliance cannot read ${jobs}: its jobs run from ${own.jobs}. Change them there.`,
      ...kept.map(path => `Not taken over: ${path} is there already, and is another one: it stays`),
    ],
  }
}

/** Only the owner of the INI, who runs the worker, may read it. */
async function keep(path: string, text: string): Promise<void> {
  if ((await readText(path)) !== (text.trim() || undefined)) await replaceFile(path, `${text}\n`, 0o600)
}

const editsOf = (section: string, values: Readonly<Record<string, string>>): Edit[] =>
  Object.entries(values).map(([key, value]) => ({ section, key, value }))

/** Undefined where nothing is to be mailed. The password stands in a file of its own, since it may hold any character. */
function mailOf(found: CheckerSettings): Readonly<Record<string, string>> | undefined {
  const { nomail, alertcontact, user, password, smtpserver, smtpport, servername } = found
  if (nomail) return undefined
  // As its subjects did, the sender's name tells which machine it is.
  const isPlain = /^[\w .-]+$/.test(servername)
  return {
    to: alertcontact,
    from: isPlain ? `${servername} <${user}>` : user,
    host: smtpserver,
    ...(smtpport && { port: smtpport }),
    security: smtpport === '465' ? 'tls' : 'starttls',
    ...(password && { username: user, password: `@${SECRET}` }),
  }
}

function jobEdits({ settings, file, jobs, failing }: CheckerImport): Edit[] {
  if (jobs === '') return []
  return editsOf(`check.${NAME}`, {
    probe: `checker-job ${jobs}`,
    every: 'minute',
    config: file,
    // The peers have checks of their own.
    ...(settings.peers.length > 0 && { leaveout: 'EmailChecker, PeerChecker' }),
    ...(failing !== undefined && { state: STATE }),
    channels: settings.nomail ? 'none' : NAME,
  })
}

interface CheckerPeer {
  /** As it stands in the settings. */
  readonly line: string
  readonly name: string
  readonly values: Readonly<Record<string, string>>
  /** Why it is not taken over, as the end of a sentence. */
  readonly problem?: string
}

/** `URL,address` of each peer. As there, its contact is mailed at every failing look, each hour. */
function peersIn({ peers, nomail }: CheckerSettings): readonly CheckerPeer[] {
  const names = new Set<string>()
  return peers.map(line => {
    const [url = '', ...rest] = line.split(',').map(part => part.trim())
    const fault = heartbeatUrlProblem(url)
    const host = fault === undefined ? new URL(url).hostname.replaceAll('.', '-') : ''
    const name = peerNameFor(host, taken => names.has(taken))
    names.add(name)
    const contact = nomail ? NO_CHANNEL : rest.join(', ')
    const problem = fault ?? (contact === '' ? 'there is no address behind a comma' : undefined)
    const values = { kind: 'checker', url, contact, reminders: 'always' }
    return { line, name, values, ...(problem !== undefined && { problem }) }
  })
}

function takenOver({ settings, jobs, failing = [] }: CheckerImport): string[] {
  const { nomail, alertcontact, smtpserver } = settings
  const mail = `alertcontact and the mail account, as [channel.${NAME}]: to ${alertcontact} by ${smtpserver}. The password is in ${SECRET}.`
  const own = [
    ...(nomail ? [] : [mail]),
    ...peersIn(settings).flatMap(({ line, name, problem }) =>
      problem === undefined
        ? [`the peer ${line}, as [peer.${name}]. Its contact is told of its recovery, too.`]
        : [],
    ),
  ]
  if (jobs === '') return own
  return [
    ...own,
    `the jobs in ${jobs}, as [check.${NAME}]. They run unchanged, and each becomes a check of its own, with its frequency, its failures before a mail and its habit of reminding. So do the entries of HTTPServerChecker, TCPServerChecker and TLSCertExpiration.`,
    'recovery: it is told only of jobs with state_change, as before.',
    ...failing.map(({ name, failingSince, toldAt, failures }) => {
      const told = toldAt === undefined ? 'told to nobody yet' : `told last at ${localStamp(toldAt)}`
      return `that ${name} is failing since ${localStamp(failingSince)} (${failures} in a row), ${told}`
    }),
  ]
}

function leftOut({ settings, jobs, failing = [] }: CheckerImport): string[] {
  const lines = peersIn(settings).flatMap(({ line, problem }) =>
    problem === undefined ? [] : [`the peer ${line}: ${problem}`],
  )
  if (settings.nomail) lines.push('the mail account: nomail is on, so nothing is mailed')
  else if (!/^[\w .-]+$/.test(settings.servername))
    lines.push('servername: it cannot be the name of a sender; add it to from yourself')
  if (settings.imapserver)
    lines.push('imapserver: a check of your own with probe = mail-loop does what the self check did')
  if (jobs !== '') return lines
  const states = failing.length === 0 ? '' : ', and so that some of them are failing'
  return [...lines, `the jobs${states}: name their folder by --jobs DIR`]
}
