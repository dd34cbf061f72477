/** A crontab (crontab(5) of Debian's cron): a check for each line, and the line with `intvlm8r run` in front. */

import { UUID } from '../../domain/uuid'
import { createMover, type GivenPlan, type Meeting, type Moved } from './moved'

export interface Discovered extends Moved {
  /** The crontab with the lines that have a check now; all others are as they were. */
  readonly text: string
}

interface Where {
  /** The machine and the user, by which lines of other crontabs are other checks. */
  readonly owner: string
  /** Whether the sixth field is a user, as in /etc/crontab and /etc/cron.d. */
  readonly hasUsers: boolean
  /** The check as the line names it, for a command that a user runs; undefined: the owner of the crontab. */
  readonly nameFor: (
    check: { readonly id: string; readonly slug: string },
    user: string | undefined,
  ) => string
  readonly channels: readonly string[]
}

interface Job {
  /** All before the command, with the blanks behind it. */
  readonly head: string
  readonly schedule: string
  readonly user?: string
  readonly command: string
}

export function discover(text: string, where: Where, meeting: Meeting): Discovered {
  const rows = text.split('\n')
  const mover = createMover(`crontab of ${where.owner}`, meeting, wrappedIds(rows, where.hasUsers))
  const names = new Set<string>()
  let shell = '/bin/sh'
  let comment = ''
  const lines = rows.map((line, index) => {
    const note = /^\s*#\s*(.*?)\s*$/.exec(line)?.[1]
    if (note !== undefined) comment = note
    const above = comment
    if (note === undefined) comment = ''
    const variable = /^\s*(["']?)(\w+)\1\s*=\s*(["']?)(.*?)\3\s*$/.exec(line)
    if (variable?.[2] === 'SHELL' && variable[4]) shell = variable[4]
    if (note !== undefined || variable !== null || line.trim() === '') return line
    const place = `line ${index + 1}`
    const job = jobOf(line, where.hasUsers)
    if (job === undefined) {
      mover.leave(place, 'it is no line of a crontab that can be understood')
      return line
    }
    if (isWrapped(job.command)) return line
    if (/^@reboot$/i.test(job.schedule)) {
      mover.leave(place, 'it runs at each boot, and nothing says when the next one is due')
      return line
    }
    const name = freeName(nameOf(job.command), names)
    const plan: GivenPlan = {
      name,
      tags: ['cron'],
      description: above.replace(/\p{Cc}/gu, ' ').slice(0, 1_000),
      schedule: { kind: 'cron', expression: job.schedule, zone: '' },
      channels: where.channels,
    }
    if (!mover.check(plan, { mark: `${job.user ?? ''}\n${job.command}` }, false)) return line
    names.add(name)
    const check = mover.moved().checks.at(-1)
    if (check === undefined) return line
    return `${job.head}intvlm8r run ${where.nameFor({ id: check.id, slug: check.plan.slug }, job.user)} -- ${runnable(job.command, shell)}`
  })
  return { ...mover.moved(), text: lines.join('\n') }
}

function jobOf(line: string, hasUsers: boolean): Job | undefined {
  const fields = hasUsers
    ? /^(\s*(@\w+|(?:\S+\s+){4}\S+)\s+(\S+)\s+)(\S.*?)\s*$/.exec(line)
    : /^(\s*(@\w+|(?:\S+\s+){4}\S+)\s+)()(\S.*?)\s*$/.exec(line)
  const [, head, schedule, user, command] = fields ?? []
  if (head === undefined || schedule === undefined || command === undefined) return undefined
  return { head, schedule: schedule.replace(/\s+/g, ' '), command, ...(user && { user }) }
}

/** Ids of the checks of lines that have one already: the same command in another line is another check. */
function wrappedIds(lines: readonly string[], hasUsers: boolean): readonly string[] {
  return lines.flatMap(line => {
    const { command = '' } = jobOf(line, hasUsers) ?? {}
    const named = isWrapped(command) ? command.replace(/ -- .*/, '') : ''
    return [...named.matchAll(new RegExp(UUID, 'g'))].map(([id]) => id.toLowerCase())
  })
}

const isWrapped = (command: string) => /^(?:\S*\/)?intvlm8r\s+run\s/.test(command)

/**
 * The command as words behind `--`; where a shell has to understand it, with that shell. A percent sign without a
 * backslash ends it: the rest is its standard input, which passes through.
 */
function runnable(command: string, shell: string): string {
  const input = /(?<!\\)%.*/.exec(command)?.[0] ?? ''
  const plain = command.slice(0, command.length - input.length).trimEnd()
  const isPlain = /^[\w@+:,./ -]+$/.test(plain) && !BUILTINS.has(plain.replace(/ .*/, ''))
  return `${isPlain ? plain : `${shell} -c '${plain.replaceAll("'", "'\\''")}'`}${input}`
}

/** Words that only a shell knows: builtins and keywords of dash and bash for which Debian has no program. */
const BUILTINS = new Set(
  `. :
  alias bg bind break builtin caller case cd chdir command compgen complete continue coproc declare dirs
  disown enable eval exec exit export fc fg for function getopts hash history if jobs let local mapfile
  popd pushd read readarray readonly return select set shift shopt source suspend time times trap type
  typeset ulimit umask unalias unset until wait while`.split(/\s+/),
)

/** Words in front of the program that is meant. */
const WRAPPERS =
  /^(?:sudo|nice|ionice|chronic|nohup|env|exec|time|timeout|flock|setsid|bash|sh|dash|python\d*(?:\.\d+)?|perl|ruby|node|php\d*(?:\.\d+)?)$/

/** The file name of the program: arguments may hold secrets. */
function nameOf(command: string): string {
  const last =
    command.split(/&&|;|\|\|/).find(part => !/^\s*(?:cd|\[|test|sleep|\.|source|export)\s/.test(part)) ??
    command
  const words = last
    .trim()
    .split(/\s+/)
    .map(word => word.replace(/["'()]/g, ''))
  const isProgram = (word: string) =>
    word !== '' && !word.startsWith('-') && !/^\w+=/.test(word) && !/^[\d.]+[smhd]?$/.test(word)
  const programs = words.filter(isProgram)
  const named = programs.find(word => !WRAPPERS.test(base(word))) ?? programs[0] ?? 'job'
  return (
    base(named)
      .replace(/\.(?:sh|py|pl|rb|js|php)$/, '')
      .replace(/[^\w.@+-]/g, '') || 'job'
  )
}

const base = (path: string) => path.split('/').filter(Boolean).at(-1) ?? path

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let n = 2; taken.has(free); n++) free = `${name} ${n}`
  return free
}
