import { chown, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { channelFaults } from '../../domain/alerts/channel'
import { type Edit, faultText } from '../../domain/settings/reading'
import { localStamp } from '../../domain/time/local-time'
import { replaceFile } from '../../io/files/atomic-file'
import { readText } from '../../io/files/small-file'
import { type CheckerSettings, failingJobs } from '../../wire/settings'
import { CommandError, openAppliance } from './context'

/** The channel and the check that are made of it. */
const NAME = 'checker'
const SECRET = `${NAME}-mail.password`

export interface CheckerFiles {
  readonly file: string
  /** The folder of the jobs, and the file of states; empty: not named. */
  readonly jobs: string
  readonly state: string
}

/** Takes over mail account and jobs of a Checker, and prints what was not taken over, and why. Again, it changes nothing. */
export async function importChecker(found: CheckerSettings, files: CheckerFiles): Promise<number> {
  const { settings, where } = await openAppliance()
  const folder = dirname(where.ini)
  const mail = mailOf(found)
  const nothing = `nothing was taken over from ${files.file}`
  if (found.problems.length > 0) throw new CommandError(`${nothing}: ${found.problems.join('; ')}`)
  const faults = mail && channelFaults({ name: NAME, kind: 'email', origin: 'ini', settings: mail }, {})
  const [fault] = faults ?? []
  if (fault) throw new CommandError(`${nothing}: the mail account: ${fault.key} ${fault.reason}`)
  if (mail?.password && (await readText(join(folder, SECRET))) !== found.password.trim())
    await writeSecret(join(folder, SECRET), found.password, where.ini)
  const edits = [
    ...(mail ? editsOf(`channel.${NAME}`, { kind: 'email', ...mail }) : []),
    ...jobEdits(found, files),
  ]
  const outcome = await settings.edit(edits)
  if (outcome.kind === 'refused') throw new CommandError(`${nothing}: ${outcome.reason}`)
  if (outcome.kind === 'unchanged') console.log(`${where.ini} has the same already.`)
  else for (const line of takenOver(found, files)) console.log(`Took over: ${line}`)
  for (const line of await leftOut(found, files)) console.log(`Not taken over: ${line}`)
  if (outcome.kind === 'unchanged' || outcome.reading.kind !== 'faulty') return 0
  for (const each of outcome.reading.faults) console.log(faultText(each))
  return 1
}

/** Only the owner of the INI, who runs the worker, may read it. */
async function writeSecret(path: string, secret: string, ini: string): Promise<void> {
  await replaceFile(path, `${secret}\n`, 0o600)
  const { uid, gid } = await stat(ini)
  if (process.getuid?.() === 0) await chown(path, uid, gid)
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

function jobEdits({ nomail }: CheckerSettings, { file, jobs }: CheckerFiles): Edit[] {
  if (jobs === '') return []
  return editsOf(`check.${NAME}`, {
    probe: `checker-job ${resolve(jobs)}`,
    every: 'minute',
    config: resolve(file),
    channels: nomail ? 'none' : NAME,
  })
}

function takenOver({ nomail, alertcontact, smtpserver }: CheckerSettings, { jobs }: CheckerFiles): string[] {
  return [
    ...(nomail
      ? []
      : [
          `alertcontact and the mail account, as [channel.${NAME}]: to ${alertcontact} by ${smtpserver}. The password is in ${SECRET}.`,
        ]),
    ...(jobs === ''
      ? []
      : [
          `the jobs in ${resolve(jobs)}, as [check.${NAME}]. They run unchanged, and each becomes a check of its own, with its frequency, its failures before a mail and its habit of reminding. So do the entries of HTTPServerChecker, TCPServerChecker and TLSCertExpiration.`,
          'recovery: it is told only of jobs with state_change, as before.',
        ]),
  ]
}

async function leftOut(found: CheckerSettings, { jobs, state }: CheckerFiles): Promise<string[]> {
  const lines = found.peers.map(peer => `the peer ${peer}: there are no checks of peers yet`)
  if (found.nomail) lines.push('the mail account: nomail is on, so nothing is mailed')
  else if (!/^[\w .-]+$/.test(found.servername))
    lines.push('servername: it cannot be the name of a sender; add it to from yourself')
  if (found.imapserver) lines.push('imapserver: the self check by mail has no counterpart yet')
  if (jobs === '') lines.push('the jobs: name their folder by --jobs DIR')
  if (state === '') return lines
  const text = await readText(resolve(state))
  if (text === undefined) throw new CommandError(`the file of states ${state} cannot be read`)
  const since = failingJobs(text).map(
    job =>
      `that ${job.name} is failing since ${localStamp(job.failingSince)} (${job.failures} in a row): its first failing look counts as new, and is told again`,
  )
  return [...lines, ...since]
}
