import { text } from 'node:stream/consumers'
import { heartbeatUrlProblem } from '../../domain/net/web-url'
import { openOutward } from '../../wire/net'
import { openSettings } from '../../wire/settings'
import { places, proxyVariables, version } from '../shared/environment'
import { CommandError, UsageError } from './context'
import type { GivenFile } from './given-files'
import { readUnseen } from './password'

const FETCH_MS = 30_000
/** Lists of ten thousand checks are smaller. */
const MOST_BYTES = 16 * 1024 ** 2
/** The newest first: older servers do not know it. */
const VERSIONS = [3, 2, 1]

/** The lists of the management API of Healthchecks; `channels` is undefined where the key may not read them. */
interface Listed {
  readonly checks: unknown
  readonly channels: unknown
}

/**
 * @param address of the server, or of its list of checks
 * @param key the file that holds the API key; `-` is standard input; without one it is asked for
 */
export async function fetchHealthchecks(
  address: string,
  keyFile: GivenFile | '-' | undefined,
): Promise<Listed> {
  const problem = heartbeatUrlProblem(address)
  if (problem !== undefined) throw new UsageError(`that address cannot be used. ${problem}`)
  const { origin, pathname, host } = new URL(address)
  const key = (await readKey(keyFile)).trim()
  if (key === '') throw new CommandError('the API key is empty')
  const [, base = pathname, given] = /^(.*?)\/api\/v(\d)(?:\/.*)?$/.exec(pathname) ?? []
  const where = places()
  const settings = openSettings(where)
  const { http } = openOutward({ version, now: Date.now, settings, where, variables: proxyVariables() })

  async function list(what: 'checks' | 'channels', api: number | string) {
    const url = `${origin}${base.replace(/\/$/, '')}/api/v${api}/${what}/`
    const headers = { 'X-Api-Key': key, Accept: 'application/json' }
    const request = { method: 'GET', url, headers, redirects: 2, bodyLimit: MOST_BYTES } as const
    const exchange = await http.send(request, {
      notAfter: Date.now() + FETCH_MS,
      deadlineMs: FETCH_MS,
    })
    if (exchange.kind === 'broken') throw new CommandError(`${host} cannot be read: ${exchange.detail}`)
    if (exchange.cut !== undefined) throw new CommandError(`${host} broke off its answer; try again`)
    return exchange
  }

  for (const api of given === undefined ? VERSIONS : [given]) {
    const { status, body } = await list('checks', api)
    if (status === 404) continue
    if (status === 401 || status === 403) throw new CommandError(`${host} does not take this API key`)
    if (status !== 200) throw new CommandError(`${host} answered ${status}`)
    const channels = await list('channels', api)
    return {
      checks: parsed(body, host),
      channels: channels.status === 200 ? parsed(channels.body, host) : undefined,
    }
  }
  throw new CommandError(`there is no Healthchecks at ${host}`)
}

async function readKey(file: GivenFile | '-' | undefined): Promise<string> {
  if (file === '-') return await text(process.stdin)
  if (file !== undefined) return await file.text()
  if (process.stdin.isTTY) return await readUnseen('API key of Healthchecks: ')
  throw new UsageError('name the file that holds the API key by --key FILE; - is standard input')
}

function parsed(body: string, host: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new CommandError(`${host} is no Healthchecks: its answer is no JSON`)
  }
}
