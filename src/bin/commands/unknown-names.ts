/** Names in an INI of channels, mail accounts, gates and checks that do not exist. The page has some as well, so the INI alone cannot say. */
import { settingOf } from '../../domain/alerts/channel'
import { announcedTo, isNamedBy, namedChecks } from '../../domain/alerts/maintenance'
import { tagsOf } from '../../domain/alerts/status-page'
import { gatesBeyondIni } from '../../domain/heartbeat/gates'
import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import { PROBE_KINDS } from '../../domain/probes/probe-kinds'
import { faultText, providableChecks, type Reading, usable } from '../../domain/settings/reading'
import { channelFaults } from '../../domain/watch/check-plan'
import { NO_CHANNEL } from '../../domain/watch/plan-fields'
import { channelsInIni, type ProvidedCheck } from '../../domain/watch/provided-check'
import { openAccountStore } from '../../io/mail/account-store'
import { namesWithoutCheck } from '../../web/watch/names-without-check'
import { openAppliance } from './context'

/** A place of the INI, and the names in it. */
interface Use {
  readonly section: string
  readonly key: string
  readonly names: readonly string[]
}

interface PageNames {
  readonly channels: readonly string[]
  readonly accounts: readonly string[]
  /** The gates that are the slug or the id of a check. */
  readonly gates: readonly string[]
  /** Without those that no check has. */
  readonly uses: readonly CheckUse[]
}

/** A place of the INI, and the names or tags of checks in it. */
interface CheckUse extends Use {
  readonly key: 'checks' | 'tags'
}

/** Returns the faults in words. Nothing is asked of Redis where the INI has all names itself. */
export async function unknownNames(reading: Reading): Promise<readonly string[]> {
  // Faulty sections are reported already.
  const channels = usable(reading, 'channels')?.map(({ name }) => name)
  const accounts = usable(reading, 'mail')?.map(({ name }) => name)
  const ofChannels = channels === undefined ? [] : channelUses(reading)
  const ofAccounts = accounts === undefined ? [] : accountUses(reading)
  const checks = usable(reading, 'checks')
  const gates = checks === undefined ? [] : gatesBeyondIni(usable(reading, 'monitoring')?.gates ?? [], checks)
  const ofChecks = checks === undefined ? [] : checkUses(reading, checks)
  const isMissing =
    gates.length > 0 ||
    ofChecks.length > 0 ||
    ofChannels.some(({ names }) => channelFaults(names, channels ?? []).length > 0) ||
    ofAccounts.some(({ names }) => names.some(name => !accounts?.includes(name)))
  if (!isMissing) return []
  const page = await pageNames(gates, ofChecks)
  const [found, doubt] =
    typeof page === 'string'
      ? [{ ...NOTHING, uses: ofChecks }, ` in the INI, and those of the page are not known: ${page}`]
      : [page, '']
  const allChannels = [...(channels ?? []), ...found.channels]
  const allAccounts = [...(accounts ?? []), ...found.accounts]
  return [
    ...ofChannels.flatMap(({ section, key, names }) =>
      channelFaults(names, allChannels).map(({ reason }) => ({ section, key, reason })),
    ),
    ...ofAccounts.flatMap(({ section, key, names }) =>
      names
        .filter(name => !allAccounts.includes(name))
        .map(name => ({ section, key, reason: noAccount(name, allAccounts) })),
    ),
    ...gates
      .filter(name => !found.gates.includes(name))
      .map(name => ({ section: 'Monitoring', key: 'heartbeatgates', reason: noCheck(name) })),
    ...found.uses.flatMap(({ section, key, names }) =>
      names.map(name => ({ section, key, reason: key === 'tags' ? noTag(name) : noCheck(name) })),
    ),
  ].map(({ reason, ...place }) => faultText({ ...place, reason: `${reason}${doubt}` }))
}

const NOTHING: PageNames = { channels: [], accounts: [], gates: [], uses: [] }

const noAccount = (name: string, existing: readonly string[]) =>
  `there is no mail account ${JSON.stringify(name)}; there are: ${existing.join(', ') || 'none'}`

const noCheck = (name: string) => `there is no check ${JSON.stringify(name)}`

const noTag = (tag: string) => `no check has the tag ${JSON.stringify(tag)}`

function channelUses(reading: Reading): readonly Use[] {
  const start = usable(reading, 'watch')?.startChannel ?? ''
  const checks = providableChecks(reading)?.checks ?? []
  return [
    ...(start === '' ? [] : [{ section: 'Watch', key: 'startchannel', names: [start] }]),
    { section: 'Watch', key: 'escalateto', names: namesIn(usable(reading, 'watch')?.escalation.channels) },
    ...checks.map(({ key, plan }) => ({ ...channelsInIni(key), names: plan.channels })),
    ...checks.map(({ key, plan }) => ({
      section: channelsInIni(key).section,
      key: 'escalateto',
      names: namesIn(plan.escalateTo),
    })),
    ...(usable(reading, 'windows') ?? []).map(window => ({
      section: `window.${window.name}`,
      key: 'announce',
      names: announcedTo(window),
    })),
  ]
}

/** Without the word for no channel. */
function namesIn(names: readonly string[] = []): readonly string[] {
  return names.filter(name => name !== NO_CHANNEL)
}

function accountUses(reading: Reading): readonly Use[] {
  const channels = usable(reading, 'channels')?.filter(({ kind }) => kind === 'email') ?? []
  const checks = providableChecks(reading)?.checks ?? []
  return [
    ...channels.map(channel => ({
      section: `channel.${channel.name}`,
      key: 'account',
      names: [settingOf(channel, 'account').toLowerCase()].filter(Boolean),
    })),
    ...checks.map(({ key, plan: { probe } }) => {
      const kind: KindOfProbe | undefined = probe && PROBE_KINDS[probe.kind]
      return {
        section: `check.${key}`,
        key: 'probe',
        names: kind?.ofAccount && probe ? [probe.target.toLowerCase()] : [],
      }
    }),
  ]
}

/** The names and tags that windows and status pages have their checks by, without those of the checks in the INI. */
function checkUses(reading: Reading, provided: readonly ProvidedCheck[]): readonly CheckUse[] {
  const isProvided = (key: CheckUse['key'], name: string) =>
    provided.some(({ id = '', plan }) =>
      key === 'tags' ? plan.tags.includes(name) : isNamedBy(name, { id, ...plan }),
    )
  const uses = [
    ...(usable(reading, 'windows') ?? []).flatMap(window => {
      const { checks, tags } = namedChecks(window)
      const section = `window.${window.name}`
      return [
        { section, key: 'checks', names: checks },
        { section, key: 'tags', names: tags },
      ] as const
    }),
    ...(usable(reading, 'statusPages') ?? []).map(
      page => ({ section: `status.${page.name}`, key: 'tags', names: tagsOf(page) ?? [] }) as const,
    ),
  ]
  return uses
    .map(use => ({ ...use, names: use.names.filter(name => !isProvided(use.key, name)) }))
    .filter(({ names }) => names.length > 0)
}

/** Names that were made on the page, or the reason why they are not known. */
async function pageNames(gates: readonly string[], uses: readonly CheckUse[]): Promise<PageNames | string> {
  const appliance = await openAppliance()
  const { channelStore, connection, channelsConnected, closeChannels } = appliance.openChannels()
  const { checks, gates: readGates, connected } = appliance.openChecks()
  try {
    await Promise.all([channelsConnected(), connected()])
    const store = { checks, now: Date.now() }
    const without = async (use: CheckUse) => {
      const named = { checks: [], tags: [], [use.key]: use.names }
      return { ...use, names: (await namesWithoutCheck(named, store))[use.key] }
    }
    const [channels, accounts, found, unused] = await Promise.all([
      channelStore.list(),
      openAccountStore(connection).list(),
      readGates(gates, []),
      Promise.all(uses.map(without)),
    ])
    return {
      channels: channels.map(({ name }) => name),
      accounts: accounts.map(({ name }) => name),
      gates: found.filter(({ status }) => status !== 'missing').map(({ name }) => name),
      uses: unused,
    }
  } catch (error) {
    return (error as Error).message
  } finally {
    closeChannels()
    await checks.close()
  }
}
