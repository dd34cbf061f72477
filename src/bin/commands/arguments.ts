import { parseArgs } from 'node:util'
import { nearMiss } from '../../domain/near-miss'
import { UsageError } from './context'

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  follow: { type: 'boolean', short: 'f', default: false },
  fail: { type: 'boolean', default: false },
  start: { type: 'boolean', default: false },
  exit: { type: 'string', default: '' },
  'read-only': { type: 'boolean', default: false },
  expires: { type: 'string', default: '' },
  'dry-run': { type: 'boolean', default: false },
  delete: { type: 'boolean', default: false },
  tag: { type: 'string', default: '' },
  jobs: { type: 'string', default: '' },
  state: { type: 'string', default: '' },
  checklist: { type: 'string', default: '' },
  etl: { type: 'string', default: '' },
  waiting: { type: 'boolean', default: false },
  key: { type: 'string', default: '' },
  ini: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  prune: { type: 'boolean', default: false },
  url: { type: 'string', default: '' },
  name: { type: 'string', default: '' },
  contact: { type: 'string', default: '' },
  yes: { type: 'boolean', short: 'y', default: false },
} as const

export type OptionName = Exclude<keyof typeof OPTIONS, 'help' | 'version'>

export type Options = ReturnType<typeof readArguments>['values']

/**
 * The words and options of a command line. An empty value is none: `--exit "$code"` must not be a success because the
 * shell has no such variable.
 *
 * @throws UsageError when it has an unknown option, or one without its value
 */
export function readArguments(argv: readonly string[]) {
  const settings = { args: [...argv], allowPositionals: true, options: OPTIONS } as const
  const { tokens } = parseArgs({ ...settings, strict: false, tokens: true })
  let words = 0
  for (const token of tokens) {
    if (token.kind === 'positional') words++
    if (token.kind !== 'option') continue
    // Behind `run NAME COMMAND` it is one of the command's, as in `df -h`.
    if (argv[0] === 'run' && words > 2)
      throw new UsageError(`${token.rawName} is an option of the command; put -- before the command`)
    if (token.value === '') throw new UsageError(`${token.rawName} has an empty value`)
    if (Object.hasOwn(OPTIONS, token.name)) continue
    const near = suggestion(token.name, Object.keys(OPTIONS), '--')
    const remedy = argv[0] === 'run' ? '; put -- before the command' : near
    throw new UsageError(`there is no option ${token.rawName}${remedy}`)
  }
  try {
    return parseArgs(settings)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** The options that were typed, of those that are not for every command. */
export function givenOptions({ help: _help, version: _version, ...values }: Options): readonly OptionName[] {
  const names = Object.keys(values) as OptionName[]
  return names.filter(name => values[name] !== OPTIONS[name].default)
}

/** `; did you mean --follow?`, where one of the known words is nearly the same. */
export function suggestion(word: string, known: readonly string[], before = ''): string {
  const near = nearMiss(word, known)
  return near === undefined ? '' : `; did you mean ${before}${near}?`
}
