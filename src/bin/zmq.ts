/** The program for 0MQ: messages of senders become check-ins, and alerts become messages. Without an address it ends at once. */
import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { zmqWord } from '../config/settings/zmq'
import { counted } from '../domain/counted'
import { type Reading, usable } from '../domain/settings/reading'
import { receivesZmq, usesZmq } from '../domain/settings/settings'
import { END_MS } from '../domain/time/limits'
import { createLog } from '../io/appliance/log'
import { followFiles } from '../io/files/followed-files'
import { openUnwrittenMark } from '../io/watch/unwritten-mark'
import { readZmqKeys } from '../io/watch/zmq-keys'
import { loadZmq, zmqProblem } from '../io/watch/zmq-library'
import { openSockets } from '../io/watch/zmq-sockets'
import { createBacklog } from '../operations/watch/message-backlog'
import { createTakeMessages } from '../operations/watch/take-messages'
import { openChannelList } from '../wire/alerts/channel-list'
import { logStatesOnce, openRedisAuthorities, redisTarget } from '../wire/connections'
import { defaults, openSettings } from '../wire/settings'
import { openMessages } from '../wire/watch'
import { places, takeFirstPassword } from './shared/environment'
import { openIniWatch } from './shared/ini-watch'
import { endOnSignal, reportReady, run, terminal } from './shared/lifetime'
import { ownIdentity, refuseSharedState } from './shared/own-state'
import { createJobChecks } from './zmq/job-checks'

/** A roll call of the sweep waits for a second. */
const ATTEND_MS = 450
/** The report to systemd has gone by then. */
const REPORT_MS = 500

run(async () => {
  const where = places()
  takeFirstPassword()
  const log = logStatesOnce(createLog('zmq', terminal()), () => performance.now())
  refuseSharedState(where, log)
  const identity = await ownIdentity(where, log)
  const now = Date.now
  const settings = openSettings(where)
  const fixed = (reading: Reading) => ({
    redis: usable(reading, 'redis') ?? defaults().redis,
    zmq: usable(reading, 'zmq') ?? defaults().zmq,
  })
  const { inUse, watch: watchIni } = await openIniWatch(fixed, { where, settings, log })
  if (!usesZmq(inUse.zmq)) {
    log.info('[Zmq] in the INI names no address: there is nothing to do')
    return await endReady()
  }
  const problem = zmqProblem()
  if (problem !== undefined) {
    log.error(problem)
    return await endReady()
  }
  const zmq = await loadZmq()
  const target = redisTarget(inUse.redis, where.home, identity, openRedisAuthorities(settings, where))
  const messages = openMessages(target, identity, log, now)
  const { counts, jobs, store } = messages
  const folder = dirname(where.ini)
  const word = await zmqWord(inUse.zmq.word, folder)
  const admission = inUse.zmq.create
  const channels = admission === 'off' ? undefined : openChannelList(target, settings, where, log)
  const unwritten = openUnwrittenMark(where.runtime)
  if (unwritten.lost > 0) {
    counts.add('lost', unwritten.lost)
    log.error(
      `the program was killed before it had written down ${counted(unwritten.lost, 'message')}, or fewer`,
    )
  }
  const backlog = createBacklog({
    onSize: unwritten.note,
    record: (id, signal) => store.record({ id }, signal),
    onFailure: error => {
      counts.add('failed')
      log.error(error, 'a message cannot be written down')
    },
  })
  const sockets = openSockets({
    zmq,
    settings: inUse.zmq,
    keys: () => readZmqKeys(where.home),
    take: createTakeMessages({
      now,
      jobs,
      backlog,
      counts,
      word,
      ...(channels && {
        create: createJobChecks({ ...messages, ...channels, now, waits: admission === 'adopt' }),
      }),
    }),
    room: () => (backlog.hasRoom() ? undefined : backlog.room()),
    // Before the checks are known, every sender would be unknown.
    until: jobs.ready(),
    onTrouble: reason => {
      if (reason !== undefined) log.error(reason)
      counts.noteTrouble(reason)
    },
  })
  let isReading = true
  void sockets.ended.finally(() => {
    isReading = false
  })
  // Until then alerts wait.
  void sockets.publishing.then(() =>
    messages.onPublish(frames => {
      sockets.publish(frames).catch(error => log.error(error, 'a message could not be published'))
    }),
  )
  const claim = messages.claim(() => isReading)
  const attending = receivesZmq(inUse.zmq) ? messages.attend(isWritten) : undefined
  void sockets.begun.then(() => log.info('listening for messages by 0MQ'))

  const iniWatch = watchIni(
    () => {},
    why => restart(why),
  )
  const wordFiles = inUse.zmq.word.startsWith('@') ? [resolve(folder, inUse.zmq.word.slice(1))] : []
  const wordWatch = followFiles(wordFiles, () => void followWord())
  const { restart } = endOnSignal(log, async () => {
    iniWatch.close()
    wordWatch.close()
    claim.close()
    attending?.close()
    // Of the messages that have come none stays behind, unless more and more come. Those to be published wait in the worker.
    await Promise.all([
      sockets.isDrained(END_MS.reading),
      Promise.race([messages.endPublishing(), pause(END_MS.reading)]),
    ])
    await sockets.close()
    await Promise.race([backlog.empty(), pause(END_MS.messages)])
    if (backlog.size() > 0) log.error(`${backlog.size()} messages could not be written down any more`)
    unwritten.close()
    await counts.close()
    channels?.close()
    await messages.close()
  })
  /** The word in use stays where its file has a fault. */
  async function followWord(): Promise<void> {
    try {
      if ((await zmqWord(inUse.zmq.word, folder)) !== word)
        restart('starting again, since the word in its file was changed')
    } catch (error) {
      log.error(error, 'the word that was read before is asked for still')
    }
  }
  /** Whether nothing is under way: then a silence of a sender is one. */
  async function isWritten(): Promise<boolean> {
    if (!(isReading && (await sockets.isDrained(ATTEND_MS)))) return false
    return await Promise.race([backlog.written().then(() => true), pause(ATTEND_MS, false, { ref: false })])
  }
  reportReady(async () => {
    if (!isReading) throw new Error('messages are not read any more')
    await messages.ping()
  })
})

/** Ends in order: a supervisor would take an end before the report for a failure, and start it again and again. */
async function endReady(): Promise<void> {
  reportReady(async () => {})
  await pause(REPORT_MS)
  process.exit(0)
}
