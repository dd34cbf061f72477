import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import supertest from 'supertest'
import { vi } from 'vitest'
import { catalogueOf, withLanguage } from '../../src/bin/shared/language'
import { answerMembers } from '../../src/bin/web/answer-members'
import { peerPorts } from '../../src/bin/web/peer-ports'
import type { Catalogue, Language } from '../../src/domain/language/language'
import { readingProblem } from '../../src/domain/settings/reading'
import { openSharedIncidents } from '../../src/io/alerts/shared-incidents'
import type { RedisTarget } from '../../src/io/redis/client'
import { createSetPassword } from '../../src/operations/access/set-password'
import { createTryAccount } from '../../src/operations/mail/try-account'
import { createSwitchTlsOn } from '../../src/operations/net/switch-tls-on'
import { createLookNow } from '../../src/operations/probes/look-within'
import { createRecordSignal } from '../../src/operations/watch/record-signal'
import { createApp } from '../../src/web/app'
import type { AppPorts } from '../../src/web/ports'
import { openAccess } from '../../src/wire/access'
import { openChannels } from '../../src/wire/alerts'
import { openCopyTrouble, openSystem } from '../../src/wire/appliance'
import { openOwnHeartbeats, openQueue, openRecords, tickSecretIn } from '../../src/wire/heartbeat'
import { openMail } from '../../src/wire/mail'
import { leadsHere, openOutward, openPageCertificate, openSelfSigned } from '../../src/wire/net'
import { openClaimId, openOwnHeart, openPeers, openPeerTools, peerSelf } from '../../src/wire/peers'
import type { Places } from '../../src/wire/places'
import { openLookForPeers, openPageLook, openSight } from '../../src/wire/probes'
import { openFileFaults, openSettings } from '../../src/wire/settings'
import { openChecks } from '../../src/wire/watch'

export const PASSWORD = 'a goat in the garden'
/** Also on a busy machine. A thousand tests wait for this. */
const CONNECTED_WITHIN = { timeout: 60_000, interval: 5 }
/** The hash of PASSWORD, with small costs, since most tests only need to log in. */
const HASH = '$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$ksHBkwBIh42B2r+sXvbx0CRbZzfm45MouN3aSL6HXtY'

/** An INI with which everything works; tests of the setup page remove the password. */
export const INI = `; a comment that stays
[Monitoring]
heartbeatfrequency = 10
heartbeaturl = http://127.0.0.1:9/ping/secret-token
[Web]
hostnames =
trustproxy = off
[Login]
username = admin
passwordhash = ${HASH}
`

export interface TestWeb {
  readonly app: RequestListener
  /** The ports of the app. */
  readonly ports: AppPorts
  readonly where: Places
  /** The app's log, a line each: level, message, error. */
  readonly logged: readonly string[]
  ini(): Promise<string>
  writeIni(text: string): Promise<void>
  /** A browser that is not logged in; it keeps its cookies. */
  visitor(): supertest.Agent
  /** A program that proves that it is the tick. */
  tick(): supertest.Agent
  /** A browser that is logged in. */
  admin(): Promise<supertest.Agent>
  /** A client that is not on loopback: it connects over a unix socket, which has no address at all. */
  stranger(): supertest.Agent
  /** The same appliance after a restart of the web app. */
  restarted(): Promise<TestWeb>
  close(): Promise<void>
}

export interface TestWebOptions {
  readonly ini?: string
  /** The id of the watch. */
  readonly id?: string
  /** From test/support/redis; without it Redis is away. */
  readonly redis?: RedisTarget
  readonly now?: () => number
  /** Returns the texts of a language, in place of those that there are. */
  readonly catalogue?: (language: Language) => Promise<Catalogue>
  /** Ports that a test replaces. */
  readonly ports?: Partial<AppPorts>
}

/** Opens the web app on real parts, in a state folder of its own. */
export async function openWeb(options: TestWebOptions = {}): Promise<TestWeb> {
  const home = await mkdtemp(join(tmpdir(), 'intvlm8r-web-'))
  const file = join(home, 'intvlm8r.ini')
  await writeFile(file, options.ini ?? INI, { mode: 0o600 })
  const where = { home, ini: file, result: join(home, 'hbresults.txt'), runtime: home }
  return open(where, options)
}

async function open(where: Places, options: TestWebOptions): Promise<TestWeb> {
  const { id = 'a0a0a0a0a0a0', now = Date.now, redis = { path: join(where.home, 'none.sock') } } = options
  const logged: string[] = []
  const note = (level: string) => (first: unknown, message?: string) =>
    void logged.push(
      [level, message, first instanceof Error ? first.message : first].filter(Boolean).join(' '),
    )
  const log = { info: note('info'), warn: note('warn'), error: note('error') }
  const settings = withLanguage(openSettings(where), options.catalogue)
  const queue = openQueue(redis, now, log)
  const watch = openChecks(redis, log, settings)
  const alerts = openChannels(redis, settings, where, log)
  if (options.redis) {
    const connected = () => Promise.all([queue.pulse(), watch.checks.count(), alerts.channels.list()])
    await vi.waitFor(() => queue.connected(), CONNECTED_WITHIN)
    await vi.waitFor(connected, CONNECTED_WITHIN)
  }
  const access = await openAccess(where, now, log)
  const outward = openOutward({
    version: '1.2.3',
    now,
    settings,
    where,
    variables: { http: '', https: '', no: '' },
  })
  const mail = openMail(() => alerts.connection, { settings, where, ...outward, now })
  const heartbeats = openOwnHeartbeats({ settings, ...openRecords(where), history: queue.history }, now)
  const self = peerSelf({ id, prefix: id }, { version: '1.2.3', boot: '' })
  const own = { heartbeats, mail: mail.tools, peers: openPeerTools({ http: outward.http, now, self }) }
  const {
    edits,
    close: closeGroup,
    ...group
  } = answerMembers(redis, {
    ...{ where, settings, ...watch, channels: alerts.channels, self, http: outward.http, now, log },
  })
  const ports: AppPorts = {
    now,
    log,
    settings,
    queue,
    ...watch,
    checks: { ...watch.checks, ...edits },
    ...alerts,
    recordSignal: createRecordSignal({ ...watch, ...alerts }),
    lookNow: createLookNow({
      look: openPageLook(outward, where, own),
      sight: openSight(),
      now,
      onError: error => log.error(error, 'a probe has trouble'),
    }),
    mail: {
      accounts: mail.accounts,
      accountStore: mail.store(),
      tryAccount: createTryAccount(mail.tools),
    },
    peers: peerPorts(openPeers(alerts.connection, settings, where, now), {
      self,
      channels: alerts.channels,
      store: alerts.deliveries,
      incidents: openSharedIncidents(alerts.connection),
      queue,
      heartbeats,
      look: openLookForPeers(outward, where, own),
      heart: openOwnHeart(settings, openRecords(where).result.read, now),
      claimId: openClaimId(() => alerts.connection, settings, where, self),
      group,
      now,
      onError: error => log.error(error, 'a look for a peer has trouble'),
    }),
    testChannel: async () => ({ ok: false, permanent: true, detail: 'answered 503' }),
    ...openRecords(where),
    tickSecret: tickSecretIn(where),
    system: openSystem(where),
    copyTrouble: openCopyTrouble(where).read,
    fileFaults: openFileFaults(settings, where),
    ...access,
    catalogueOf: options.catalogue ?? catalogueOf,
    setPassword: createSetPassword({ settings, ...access }),
    tls: async () => 'off',
    certificate: openPageCertificate({ tlscert: '' }, where, {
      own: openSelfSigned(where.home),
      selfSigned: () => ({}),
      switchOn: createSwitchTlsOn({ settings, selfSigned: openSelfSigned(where.home) }),
    }),
    leadsHere,
    assets: resolve(__dirname, '../../dist'),
    version: '1.2.3',
    ...options.ports,
  }
  const app = createApp(ports)
  const visitor = () => supertest.agent(app)
  const outside = createServer(app)
  const socket = join(where.home, 'outside.sock')
  await rm(socket, { force: true })
  await once(outside.listen(socket), 'listening')

  return {
    app,
    ports,
    where,
    logged,
    ini: () => readFile(where.ini, 'utf8'),
    writeIni: text => writeFile(where.ini, text),
    visitor,
    tick: () => visitor().set('X-Intvlm8r-Tick', ports.tickSecret.read()),
    admin: async () => {
      const agent = visitor()
      const form = { username: 'admin', password: PASSWORD }
      const { status, text } = await agent.post('/login').type('form').send(form)
      if (status !== 303)
        throw new Error(`no log-in: ${status} ${readingProblem(await settings.read()) ?? text}`)
      return agent
    },
    stranger: () => supertest.agent(`http+unix://${encodeURIComponent(socket)}`).set('Host', '127.0.0.1'),
    restarted: async () => {
      outside.close()
      await queue.close()
      await watch.checks.close()
      alerts.closeChannels()
      closeGroup()
      return await open(where, options)
    },
    close: async () => {
      outside.close()
      await queue.close()
      await watch.checks.close()
      alerts.closeChannels()
      closeGroup()
      await rm(where.home, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
