/** Check-ins under load, beside an Express hello-world and a bare SET, turn by turn. */
import { redisPlace } from '../../src/io/redis/private-server/place'
import type { Installed, Running } from './installed'
import { type Answers, type Asked, load } from './load'
import { startProgram } from './page'
import { cpuTime } from './proc'
import { shown } from './report'
import type { Bench } from './setting'
import { median } from './statistics'

/** Seconds of a turn: other work on the machine comes and goes within some. */
const TURN_S = 1
/** Seconds in which each check may have its first check-in. */
const ONCE_S = 3
/** So few first check-ins are over before anything can be measured. */
const FEW = 500

interface Load extends Answers {
  /** Microseconds of CPU time that the program, and Redis, spent on a request. */
  readonly cpu: number
  readonly redis: number
}

type Program = 'checkIns' | 'hello' | 'floor'
/** Each round has all three. */
type Rounds = readonly Readonly<Record<Program, Load>>[]

interface Measured {
  readonly rounds: Rounds
  /** The first check-in of each check. */
  readonly first: Load
}

/**
 * First each check once, then rounds in which each check is as likely as the next.
 *
 * @param first the checks that nobody has signalled since the web app started, as many as are measured
 */
export async function checkInLoads(
  { home, port, node }: Installed,
  { pids }: Pick<Running, 'pids'>,
  { ids, first }: { readonly ids: readonly string[]; readonly first: readonly string[] },
  seconds: number,
): Promise<Measured> {
  const hello = await startProgram(node, ['test/bench/programs/hello-express.mjs'])
  const floor = await startProgram(node, ['test/bench/programs/floor-check-in.mjs', redisPlace(home).socket])
  const paths = ids.map(pathOf)

  async function turn(pid: number, asked: Omit<Asked, 'seconds'>): Promise<Load> {
    const before = [cpuTime(pid), cpuTime(pids.redis)] as const
    const answered = await load({ seconds: asked.isOnce ? ONCE_S : TURN_S, ...asked })
    const spent = (time: number, since: number) => ((time - since) * 1000) / answered.requests
    return {
      ...answered,
      cpu: spent(cpuTime(pid), before[0]),
      redis: spent(cpuTime(pids.redis), before[1]),
    }
  }

  const turns = {
    hello: () => turn(hello.child.pid ?? 0, { port: hello.port, paths: ['/'] }),
    checkIns: () => turn(pids.web, { port, paths }),
    floor: () => turn(floor.child.pid ?? 0, { port: floor.port, paths }),
  }
  try {
    const firstOnes = await turn(pids.web, { port, paths: first.map(pathOf), isOnce: true })
    const rounds: Record<Program, Load>[] = []
    // The first round warms the programs up.
    for (let round = 0; round <= seconds / TURN_S; round++) {
      const measured = {
        hello: await turns.hello(),
        checkIns: await turns.checkIns(),
        floor: await turns.floor(),
      }
      if (round > 0) rounds.push(measured)
    }
    return { rounds, first: firstOnes }
  } finally {
    hello.child.kill()
    floor.child.kill()
  }
}

const pathOf = (id: string) => `/ping/${id}`

function medianOf({ rounds }: Pick<Measured, 'rounds'>, value: (round: Rounds[number]) => number): number {
  return median(rounds.map(value))
}

/** Check-ins a second. */
export function checkInRate(measured: Measured): number {
  return medianOf(measured, ({ checkIns }) => checkIns.rate)
}

export function noteCheckIns(measured: Measured, among: string, note: Bench['note']): void {
  const of = (value: (round: Rounds[number]) => number) => medianOf(measured, value)
  const rates = `${shown(checkInRate(measured))}/s to ${shown(of(({ hello }) => hello.rate))}/s`
  const { first } = measured
  note({
    what: `${among}requests a second against an Express hello-world`,
    value: of(({ checkIns, hello }) => checkIns.rate / hello.rate),
    aim: 1.2,
    moreIsBetter: true,
    unit: '×',
    figures: `${rates}; a bare SET ${shown(of(({ floor }) => floor.rate))}/s`,
  })
  note({
    what: `${among}CPU of a hello-world against that of the web app for a check-in`,
    value: of(({ checkIns, hello }) => hello.cpu / checkIns.cpu),
    aim: 1.2,
    moreIsBetter: true,
    unit: '×',
    figures: `${shown(of(({ hello }) => hello.cpu))} µs to ${shown(of(({ checkIns }) => checkIns.cpu))} µs, and Redis ${shown(of(({ checkIns }) => checkIns.redis))} µs; a bare SET ${shown(of(({ floor }) => floor.cpu))} µs, and Redis ${shown(of(({ floor }) => floor.redis))} µs`,
  })
  note({
    what: `${among}p99 of a check-in`,
    value: of(({ checkIns }) => checkIns.p99),
    aim: 10,
    unit: 'ms',
    figures: `hello-world's ${shown(of(({ hello }) => hello.p99))} ms`,
  })
  if (first.requests < FEW) return
  note({
    what: `${among}the first check-in of each against an Express hello-world`,
    value: first.rate / of(({ hello }) => hello.rate),
    aim: 0.8,
    moreIsBetter: true,
    unit: '×',
    figures: `${shown(first.rate)}/s; p99 ${shown(first.p99)} ms; CPU ${shown(first.cpu)} µs, and Redis ${shown(first.redis)} µs`,
  })
}
