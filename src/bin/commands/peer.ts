/** `intvlm8r peer invite` and `peer join`: two watches get to know each other, both ways at once. */
import { heartbeatUrlProblem } from '../../domain/net/web-url'
import {
  invitationLine,
  peerNameFor,
  peerNameProblem,
  readInvitationLine,
} from '../../domain/peers/invitation-line'
import { PEER_PATHS } from '../../domain/peers/peer'
import { answerWords } from '../../domain/probes/judge-peer'
import { readSelf } from '../../domain/probes/peer-answer'
import { faultText, usable } from '../../domain/settings/reading'
import { keptIdentity } from '../../io/appliance/identity'
import { openOutward } from '../../wire/net'
import { openJoining, peerSelf } from '../../wire/peers'
import { defaults } from '../../wire/settings'
import { proxyVariables, running, version } from '../shared/environment'
import { pageAddress } from '../shared/page-address'
import { CommandError, openAppliance, UsageError } from './context'
import { withPeers } from './own-peers'
import { print, printError } from './print'
import { unknownNames } from './unknown-names'

const PATIENCE_MS = 10_000

interface PeerOptions {
  /** The address under which the other one reaches this watch; empty: that of its page. */
  readonly url: string
  readonly name: string
  readonly contact: string
}

type Appliance = Awaited<ReturnType<typeof openAppliance>>

/** Only the line goes to standard output. */
export async function invitePeer({ url, name, contact }: PeerOptions): Promise<number> {
  const appliance = await openAppliance()
  refuseOddNames({ name, contact }, appliance)
  const { id } = await keptIdentity(appliance.where.home)
  const { name: machine } = peerSelf({ id, prefix: id }, running)
  const own = ownUrl(url, appliance)
  const { key } = await withPeers(appliance, ({ invitations }) => invitations.offer({ name, contact }))
  printError(`Type this on the other appliance, within a day. It holds a key: show it to nobody else.`)
  printError(`The other one will ask this watch at ${own}; --url names another address.`)
  print(`sudo intvlm8r peer join ${invitationLine({ url: own, name: machine, key })}`)
  return 0
}

/** Joins the watch that printed the line: it takes this one into its INI, and then this one takes it. */
export async function joinPeer(text: string, { url, name, contact }: PeerOptions): Promise<number> {
  const appliance = await openAppliance()
  refuseOddNames({ name, contact }, appliance)
  const line = readInvitationLine(text)
  if (line === undefined)
    throw new UsageError('this is no whole line of `intvlm8r peer invite`; copy all of its last word')
  const { where, settings, reading } = appliance
  if (reading.kind === 'unreadable') throw new CommandError(reading.reason)
  const known = usable(reading, 'peers') ?? []
  const own = ownUrl(url, appliance)
  const self = peerSelf(await keptIdentity(where.home), running)
  const { http } = openOutward({ version, now: Date.now, settings, where, variables: proxyVariables() })
  const { ask, askState } = openJoining({ http, now: Date.now, self })
  const within = { deadlineMs: PATIENCE_MS, signal: AbortSignal.timeout(2 * PATIENCE_MS) }
  const joined = await ask({ ...line, path: PEER_PATHS.join, message: { ...self, url: own }, ...within })
  if (joined.kind === 'broken') throw new CommandError(`${line.url} cannot be reached: ${joined.detail}`)
  if (joined.kind === 'unsigned')
    throw new CommandError(
      joined.status === 404
        ? `${line.url} does not know this invitation: it may be used up, or older than a day. Let it invite anew`
        : `${line.url} does not answer as an appliance that made this line (${joined.status})`,
    )
  const answer = Object(joined.value) as { error?: string; joinedAs?: string }
  const other = readSelf(joined.value)
  if (joined.status !== 200 || other === undefined)
    throw new CommandError(answer.error ?? `${line.url} answered ${joined.status}`)

  const again = known.find(peer => peer.key === line.key)
  const section = `peer.${again?.name ?? peerNameFor(name || other.name, taken => known.some(peer => peer.name === taken))}`
  const edits = [
    { section, key: 'url', value: line.url },
    { section, key: 'key', value: line.key },
    ...(contact ? [{ section, key: 'contact', value: contact }] : []),
  ]
  const outcome = await settings.edit(edits)
  if (outcome.kind === 'refused' || outcome.kind === 'conflict')
    throw new CommandError(
      `the other one has taken this watch in, but the INI here cannot be written${outcome.kind === 'refused' ? `: ${outcome.reason}` : ''}; type the line again`,
    )
  print(
    `${other.name} is a peer now: [${section}] in ${where.ini}. There this watch is ${answer.joinedAs}, asked at ${own}.`,
  )
  const asked = await askState(line.url, line.key, within)
  print(
    `It answers: ${answerWords(asked, { self, limit: 10_000 })}. \`intvlm8r peers\` shows both ways within a minute or two.`,
  )
  const faults = [
    ...(outcome.reading.kind === 'faulty' ? outcome.reading.faults.map(faultText) : []),
    ...(contact ? await unknownNames(outcome.reading) : []),
  ]
  for (const fault of faults) print(fault)
  return faults.length === 0 ? 0 : 1
}

/** A line of the INI that would be faulty is refused before anything is exchanged. */
function refuseOddNames(
  { name, contact }: Pick<PeerOptions, 'name' | 'contact'>,
  { reading }: Pick<Appliance, 'reading'>,
): void {
  const problem = name === '' ? undefined : peerNameProblem(name)
  if (problem !== undefined) throw new UsageError(`--name ${problem}`)
  if (/[\n\r;#]/.test(contact))
    throw new UsageError('--contact has to be a channel, or mail addresses with commas between them')
  if (!contact.includes('@')) return
  if (contact.split(',').some(address => !/^[^\s@]+@[^\s@]+$/.test(address.trim())))
    throw new UsageError('--contact has a mail address that is none; give them with commas between them')
  const sends =
    (usable(reading, 'channels') ?? []).some(({ kind }) => kind === 'email') ||
    (usable(reading, 'mail') ?? []).some(({ settings }) => settings.smtphost)
  if (!sends)
    throw new UsageError(
      '--contact is a mail address, and the INI has neither a channel of the kind email nor a mail account with smtphost; add one first, or name a channel',
    )
}

function ownUrl(given: string, { reading }: Pick<Appliance, 'reading'>): string {
  const problem = given === '' ? undefined : heartbeatUrlProblem(given)
  if (problem !== undefined) throw new UsageError(`--url is not a usable address. ${problem}`)
  return given || pageAddress(usable(reading, 'web') ?? defaults().web)
}
