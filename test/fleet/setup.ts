/** Runs once around all tests of fleets: what they measured becomes docs/fleet.md, where all of them have run. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROWS } from './report'

interface Table {
  /** To have no rows is a good sign. */
  readonly isOptional?: true
  readonly head: string
  readonly columns: readonly string[]
}

const TABLES: Readonly<Record<string, Table>> = {
  chaos: {
    head: `Two hosts with a web app and a worker each, in a network of its own, on each kind of servers. At random, one after the
other: a program dies (\`kill -9\`), a host is cut off for 3 to 20 s by a network that drops packets, servers die, stand
still, fail over, lose all packets between two of them (of servers and Sentinels, or of nodes) for 3 to 12 s, and the slot
of the watch moves. The clock of one worker is 30 s ahead or behind all the while.
Clients check in every half second, fail and fall silent on purpose; a sender that gets no 2xx goes to the other web app.
On Sentinel (a primary, two replicas, three Sentinels) and on the Cluster (six nodes) \`copies\` is 2. With 4 shards the failovers
and moves are those of each part's slot in turn.`,
    columns: [
      'servers',
      'events',
      'check-ins answered by 2xx',
      '**acknowledged and lost**',
      'alerts sent',
      '**false alarms**',
      '**missing**',
      '**out of order**',
      'doubled (without proof)',
    ],
  },
  doubles: {
    isOptional: true,
    head: `Each message that a service took more than once, by the service's own record. A proof is an event that struck the
sender's worker, its host or the servers between the moment at which the service took the message (0 s) and the end of the
write that follows its answer: the sender cannot know, and sends it again with the same dedup key.`,
    columns: ['servers', 'message', 'sender', 'again after', 'proof'],
  },
  failovers: {
    head: `A primary and two replicas behind three Sentinels, \`copies = 2\`, eight senders. Each failover begins when the former
primary is a replica in step again: two copies bear one failure at a time.`,
    columns: ['failovers', 'number', 'acknowledged', 'refused (503)', '**acknowledged and lost**'],
  },
  room: {
    head: `Redis of this machine: six nodes, three of them replicas, on the one machine of the run. The checks are written in the format of
the product, one tag each and no history, and each has signalled. The slots of the parts are spread over the primaries as
evenly as they can be. Memory is that of the data of each primary; its replica has the same again. It grows with the checks alone: a
million of them take some 600 MB on each of three primaries, and up to 10 kB more for each check with a full history.`,
    columns: [
      'parts',
      'checks',
      'in each part',
      'MB on each primary',
      'bytes a check',
      'the first / the last page of 100',
      'overview',
      'earliest deadlines',
      'first check-ins a second, of one process',
    ],
  },
  split: {
    head: `A web app and a worker are two members of one watch. 20 checks with a period of 6 s and 3 s of grace check in every 2 s by
that web app alone, whose packets to Redis are swallowed without any error.`,
    columns: [
      'server',
      'swallowed for',
      'check-ins refused meanwhile (503)',
      '**false alarms**',
      'told down when their senders really ended',
      'within',
    ],
  },
}

const TITLES: Readonly<Record<string, string>> = {
  chaos: 'Everything at random',
  doubles: 'Doubles, and their proofs',
  failovers: 'Failovers in a row',
  room: 'Room for checks',
  split: 'A network that drops packets',
}

export default function setup(): () => void {
  rmSync(ROWS, { recursive: true, force: true })
  return () => {
    const parts = Object.entries(TABLES).map(([name, { head, columns, isOptional }]) => {
      const path = join(ROWS, `${name}.rows`)
      if (!existsSync(path)) return isOptional ? [] : undefined
      const rows = readFileSync(path, 'utf8').trim().split('\n')
      const lines = [columns.join(' | '), columns.map(() => '---').join(' | '), ...rows]
      return [`## ${TITLES[name]}`, head, lines.map(line => `| ${line} |`).join('\n')].join('\n\n')
    })
    // A run of some of the tests leaves the page as it is.
    if (parts.includes(undefined)) return
    writeFileSync('docs/fleet.md', `${[INTRODUCTION, ...parts.flat()].join('\n\n')}\n`)
  }
}

const INTRODUCTION = `# Fleets

Written by \`npm run test:fleet\`: programs as they ship, on real servers: Redis of this machine, and Redis 8.0 and Valkey 8.1
of Debian 13. \`SEED\` chooses the moments, \`FLEET_SECONDS\` the length of each run.

Known traps of BullMQ and ioredis on a failover have a test each
(\`test/fleet/traps.test.ts\`, \`test/io/redis/cluster.test.ts\`), and so has TLS (\`test/fleet/tls.test.ts\`).`
