/** Errors of Redis and Valkey servers of all versions: what they mean, and who has to do what. */
import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import {
  asUnavailable,
  infoField,
  isDamage,
  isNameless,
  Refusal,
  refusalOf,
  serverVersion,
  showsOtherServer,
  stateOf,
} from '../../../src/io/redis/errors'

const info = (...lines: readonly string[]) => `# Server\r\n${lines.join('\r\n')}\r\n`
const FORBIDS = (what: string) =>
  `forbids its user ${what} (ACL); allow that, or name another user in [Redis] url`
const LACKS = (what: string) => `lacks ${what}: it is too old, or the command was renamed`

it('the name and version of a server are in its answer to INFO', () => {
  expect(serverVersion(info('redis_version:7.0.15'))).toBe('redis 7.0.15')
  expect(serverVersion(info('redis_version:7.2.4', 'server_name:valkey', 'valkey_version:8.1.4'))).toBe(
    'valkey 8.1.4',
  )
  expect(serverVersion('')).toBe('redis ?')
  expect(infoField(info('my_role:x', 'role:master'), 'role')).toBe('master')
  expect(infoField(info('role:'), 'role')).toBeUndefined()
})

it.each<[string, readonly string[], string | undefined]>([
  ['nothing', [], undefined],
  ['room', ['maxmemory:100', 'used_memory:99', 'maxmemory_policy:noeviction'], undefined],
  [
    'its last byte',
    ['maxmemory:100', 'used_memory:100', 'maxmemory_policy:noeviction'],
    'its memory is full',
  ],
  ['no limit', ['maxmemory:0', 'used_memory:100', 'maxmemory_policy:noeviction'], undefined],
  ['keys that it may drop', ['maxmemory:100', 'used_memory:100', 'maxmemory_policy:allkeys-lru'], undefined],
  ['a disk', ['aof_last_write_status:ok', 'role:master'], undefined],
  ['a broken disk', ['aof_last_write_status:err', 'role:slave'], 'it cannot write to its disk'],
  ['a primary', ['role:slave'], 'it is the replica of another server'],
])('a server with %s says whether it takes writes', (_what, lines, refusal) => {
  expect(refusalOf(info(...lines))).toBe(refusal)
})

describe('an error', () => {
  it.each<[string, string | undefined]>([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'is out of memory'],
    ['MISCONF Errors writing to the AOF file', 'cannot write to its disk'],
    ["READONLY You can't write against a read only replica.", 'takes no writes: it is a replica'],
    ['NOREPLICAS Not enough good replicas to write.', 'takes no writes: its replicas are away'],
    ['NOAUTH Authentication required.', 'wants a password: [Redis] url'],
    ['WRONGPASS invalid username-password pair', 'wants another password: [Redis] url'],
    ['ERR invalid password', 'wants another password: [Redis] url'],
    [
      'ERR max number of clients reached',
      'takes no more connections: all of its maxclients are in use; raise that there',
    ],
    [
      'ERR max number of clients + cluster connections reached',
      'takes no more connections: all of its maxclients are in use; raise that there',
    ],
    [
      'DENIED Redis is running in protected mode because protected mode is enabled',
      'takes connections from its own machine alone: give it a password (requirepass), also in [Redis] url',
    ],
    ['LOADING Redis is loading the dataset in memory', 'is still loading its data'],
    [
      'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
      'is busy with a script that takes long',
    ],
    ['BUSYGROUP Consumer Group name already exists', undefined],
    [
      'UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)',
      'takes no writes: it has become a replica',
    ],
    ['UNBLOCKED the stream key no longer exists', 'has lost data that it held'],
    ['NOGROUP the consumer group this client was blocked on no longer exists', 'has lost data that it held'],
    ['MASTERDOWN Link with MASTER is down', 'is a replica whose primary is away'],
    ['MOVED 3999 127.0.0.1:6381', 'is another node of the Cluster by now'],
    ['ASK 3999 127.0.0.1:6381', 'moves to another node of the Cluster at this moment'],
    [
      'TRYAGAIN Multiple keys request during rehashing of slot',
      'moves to another node of the Cluster at this moment',
    ],
    [
      'ERR Script attempted to access a non local key in a cluster node',
      'moves to another node of the Cluster at this moment',
    ],
    [
      'ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is configured to be writable',
      'takes no writes: it is a replica',
    ],
    ['ERR WAITAOF cannot be used with replica instances.', 'takes no writes: it is a replica'],
    [
      'ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.',
      'keeps nothing on its disk, which [Redis] copies needs: set appendonly yes there',
    ],
    ['CLUSTERDOWN The cluster is down', 'is down: the Cluster lacks nodes'],
    ['ERR DB index is out of range', 'has no database of that number: [Redis] url'],
    ['ERR invalid DB index', 'has no database of that number: [Redis] url'],
    [
      'ERR SELECT is not allowed in cluster mode',
      'is a Cluster, which has no numbers of databases: [Redis] url',
    ],
    ['OOMS', undefined],
    ['ERR syntax error', undefined],
    ['', undefined],
  ])('%j shows a state of the server', (message, state) => {
    expect(stateOf(new Error(message))).toBe(state)
  })

  it.each<[string, string | undefined, string]>([
    ["NOPERM this user has no permissions to run the 'info' command", undefined, FORBIDS('the command INFO')],
    [
      "NOPERM this user has no permissions to run the 'client|list' command",
      'x',
      FORBIDS('the command CLIENT|LIST'),
    ],
    [
      "NOPERM this user has no permissions to run the 'eval' command",
      'x',
      FORBIDS('the command EVAL or EVALSHA'),
    ],
    [
      "NOPERM this user has no permissions to run the 'evalsha' command",
      'x',
      FORBIDS('the command EVAL or EVALSHA'),
    ],
    ["NOPERM this user has no permissions to run the 'evalx' command", 'x', FORBIDS('the command EVALX')],
    [
      'NOPERM this user has no permissions to access one of the keys used as arguments',
      'get',
      FORBIDS('the keys of its prefix'),
    ],
    ['NOPERM No permissions to access a key', 'get', FORBIDS('the keys of its prefix')],
    [
      'NOPERM this user has no permissions to access one of the channels used as arguments',
      'x',
      FORBIDS('the channels of its prefix'),
    ],
    [
      "ERR The user executing the script can't run this command or subcommand",
      'get',
      FORBIDS('the command GET'),
    ],
    [
      'ERR ACL failure in script: User default has no permissions to run',
      undefined,
      FORBIDS('a command that is needed'),
    ],
    ["ERR unknown command 'HPEXPIRE', with args beginning with: ", undefined, LACKS('the command HPEXPIRE')],
    ['ERR unknown command `zmscore`, with args', 'x', LACKS('the command ZMSCORE')],
    ['ERR unknown command FOO', 'x', LACKS('the command FOO')],
    ['ERR Unknown Redis command called from script script: abc', 'xadd', LACKS('the command XADD')],
    ['ERR Unknown command called from script', undefined, LACKS('a command that is needed')],
    [
      'ERR Error running script (call to f_1): @user_script:1: ERR Unknown command called',
      'xadd',
      LACKS('the command XADD'),
    ],
    ['@user_script: 1: Unknown Redis command called from Lua script', 'xadd', LACKS('the command XADD')],
  ])('%j shows what is not allowed, or not known', (message, command, state) => {
    expect(stateOf(new Error(message), command)).toBe(state)
  })

  it('that only looks like one shows nothing', () => {
    for (const message of [
      'ERR NOPERM',
      'NOPERMS',
      'xERR unknown command FOO',
      'a ERR ACL failure in script',
    ])
      expect([message, stateOf(new Error(message), 'get')]).toEqual([message, undefined])
  })

  it('that we make ourselves has its own words', () => {
    expect(stateOf(new Refusal('OOM of another kind'))).toBe('OOM of another kind')
    expect(new Refusal('x').name).toBe('Refusal')
  })
})

it('another server is to be used after some errors', () => {
  const of = (message: string) => showsOtherServer(new Error(message))
  for (const word of ['READONLY', 'MASTERDOWN', 'MOVED', 'CLUSTERDOWN', 'UNBLOCKED force unblock'])
    expect([of(`${word} words`), of(`x ${word}`), of(`${word}S`)]).toEqual([true, false, false])
  for (const word of ['OOM', 'NOAUTH', 'ASK', 'TRYAGAIN', 'LOADING', 'NOREPLICAS'])
    expect([word, of(`${word} words`)]).toEqual([word, false])
  expect(of('UNBLOCKED the stream key no longer exists')).toBe(false)
  expect(of('ERR WAIT cannot be used with replica instances.')).toBe(true)
  expect(of('ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.')).toBe(false)
})

it('damaged data are keys of another type, values that are no numbers, and records that are no JSON', () => {
  const of = (message: string) => isDamage(new Error(message))
  expect(of('WRONGTYPE Operation against a key holding the wrong kind of value')).toBe(true)
  expect(of('ERR value is not an integer or out of range')).toBe(true)
  expect(of('ERR increment or decrement would overflow')).toBe(true)
  expect(isDamage(new SyntaxError('Unexpected end of JSON input'))).toBe(true)
  for (const message of ['ERR syntax error', 'x WRONGTYPE', 'WRONGTYPES', 'OOM'])
    expect(of(message)).toBe(false)
})

describe('the error of a request', () => {
  it('says that Redis is unavailable, with its own error as the cause', () => {
    for (const [message, words] of [
      ['FULL no check is created any more', 'the watch has used its share of the memory of Redis'],
      ['OOM command not allowed', 'Redis is out of memory'],
      ['Command timed out', 'Redis does not answer'],
    ] as const) {
      const cause = new Error(message)
      const error = asUnavailable(cause)
      expect(error).toBeInstanceOf(StoreUnavailable)
      expect([error.message, error.cause]).toEqual([words, cause])
    }
  })

  it('stays as it is where it shows no state of the server', () => {
    for (const message of ['ERR syntax error', 'Command timed out at last', 'FULLY', 'x FULL y']) {
      const error = new Error(message)
      expect(asUnavailable(error)).toBe(error)
    }
  })

  it('of a transaction is that of its first command', () => {
    const first = new Error('OOM command not allowed')
    const abort = Object.assign(new Error('EXECABORT'), { previousErrors: [first, new Error('NOAUTH')] })
    expect(asUnavailable(abort)).toMatchObject({ message: 'Redis is out of memory', cause: first })
    expect(asUnavailable(Object.assign(new Error('EXECABORT'), { previousErrors: [] })).message).toBe(
      'EXECABORT',
    )
  })

  it('about a command of a script may not name it', () => {
    const nameless = new Error('ERR Unknown command called from script')
    expect(isNameless(nameless)).toBe(true)
    expect(isNameless(Object.assign(new Error('EXECABORT'), { previousErrors: [nameless] }))).toBe(true)
    expect(isNameless(new Error("ERR unknown command 'FOO'"))).toBe(false)
    expect(isNameless(new Error('ERR syntax error'))).toBe(false)
  })
})
