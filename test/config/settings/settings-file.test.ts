import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { editIni } from '../../../src/config/settings/edit-settings'
import { readSettings } from '../../../src/config/settings/settings-file'
import type { Reading } from '../../../src/domain/settings/reading'
import { replaceFile } from '../../../src/io/files/atomic-file'
import { withLock } from '../../../src/io/files/lock-file'
import { allBut } from './sections'

const BEFORE = '; mine\r\n[Monitoring]\r\nheartbeatfrequency = Off ; for now\r\n[Web]\r\nport=8080\r\n'
const AFTER = BEFORE.replace('8080', '8081')
const EDITS = [{ section: 'Web', key: 'port', value: '8081' }]
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

let top: string
let child: string
let folder: string
let ini: string

beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'ini-file-')))
  chmodSync(top, 0o755)
  child = join(top, 'edit-child.cjs')
  buildSync({
    entryPoints: [join(import.meta.dirname, '../ini/edit-child.ts')],
    outfile: child,
    bundle: true,
    platform: 'node',
  })
})

afterAll(() => rmSync(top, { recursive: true }))

afterEach(() => vi.unstubAllEnvs())

beforeEach(() => {
  folder = mkdtempSync(join(top, 'case-'))
  chmodSync(folder, 0o755)
  ini = join(folder, 'intvlm8r.ini')
  writeFileSync(ini, BEFORE)
})

function edit(expectedRevision?: string) {
  return editIni(ini, EDITS, {
    replaceFile,
    withLock,
    lockWaitMs: 200,
    ...(expectedRevision && { expectedRevision }),
  })
}

async function revision(): Promise<string> {
  const reading = await readSettings(ini)
  if (reading.kind === 'unreadable') throw new Error(reading.reason)
  return reading.revision
}

/** Node's option for programs on a file system without hard links. */
function withoutLinks(): string {
  const patch = join(top, 'without-links.cjs')
  const error = "Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' })"
  writeFileSync(patch, `require('node:fs').promises.link = async () => { throw ${error} }\n`)
  return `--require=${patch}`
}

/** Runs as a user other than root, whom modes and owners stop. */
function runUnprivileged(...args: string[]): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, [child, ini, ...args], {
    encoding: 'utf8',
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

describe('reading', () => {
  test('tells the settings, when they changed, and a revision that changes with every change', async () => {
    utimesSync(ini, 1_700_000_000, 1_700_000_000)
    const first = await readSettings(ini)
    expect(first).toMatchObject({
      kind: 'ok',
      settings: { web: { port: 8080 } },
      changedAt: 1_700_000_000_000,
      revision: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
    expect(await readSettings(ini)).toEqual(first)
    writeFileSync(ini, AFTER)
    expect(await revision()).not.toBe((first as { revision: string }).revision)
  })

  test('tells the faults, and the sections that are sound', async () => {
    writeFileSync(ini, '[Monitoring]\nheartbeatfrequency = 7\n')
    const reading = await readSettings(ini)
    expect(reading).toMatchObject({ kind: 'faulty', faults: [{ key: 'heartbeatfrequency' }] })
    const sound = reading.kind === 'faulty' ? Object.keys(reading.sound) : []
    expect(sound.sort()).toEqual(allBut('monitoring').toSorted())
  })

  function instead(make: (path: string) => unknown): void {
    rmSync(ini)
    make(ini)
  }

  const unreadable: [string, () => void, string][] = [
    ['that is missing', () => rmSync(ini), 'does not exist; copy intvlm8r.example.ini there and fill it in'],
    ['whose folder is missing', () => rmSync(folder, { recursive: true }), 'does not exist; copy'],
    ['that is a folder', () => instead(mkdirSync), 'is a folder; the INI has to be a file'],
    ['that is a pipe', () => instead(path => execFileSync('mkfifo', [path])), 'is not a regular file'],
    ['that is a link to itself', () => instead(path => symlinkSync(path, path)), 'cannot be read: ELOOP'],
    ['with a NUL in it', () => writeFileSync(ini, `${BEFORE}\0`), 'is not UTF-8 text; put back a good one'],
    ['of junk', () => writeFileSync(ini, Buffer.from([0xff, 0xfe, 0x80, 0x41])), 'is not UTF-8 text'],
    ['in Latin-1', () => writeFileSync(ini, Buffer.from('[Web]\nhost = é', 'latin1')), 'is not UTF-8 text'],
    ['over 1 MB', () => writeFileSync(ini, BEFORE.padEnd(1_000_001)), 'is larger than 1 MB, which no INI is'],
  ]

  test.each(unreadable)('and editing an INI %s says so', async (_, spoil, reason) => {
    spoil()
    expect(await readSettings(ini)).toEqual({
      kind: 'unreadable',
      reason: expect.stringContaining(`${ini} ${reason}`),
    })
    expect(await edit()).toMatchObject({ kind: 'refused', reason: expect.stringContaining(ini) })
  })

  test('an INI that this user may not read says so', () => {
    chmodSync(ini, isRoot ? 0o600 : 0o200)
    if (isRoot) chownSync(folder, NOBODY, NOBODY)
    expect(runUnprivileged('set', 'Web', 'port', '1')).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/may not be read by this user \(uid \d+\); change its owner or mode/),
    })
  })

  test('the sign that programs put where they could not read may stand in it', () => {
    writeFileSync(ini, `; a comment that an editor spoilt: caf\uFFFD\n${BEFORE}`)
    expect(readSettings(ini)).toMatchObject({ kind: 'ok' })
  })

  test('an INI of exactly 1 MB is read', async () => {
    writeFileSync(ini, BEFORE.padEnd(1_000_000))
    expect(await readSettings(ini)).toMatchObject({ kind: 'ok' })
  })
})

describe('editing', () => {
  test('changes one value, byte for byte, and tells what the file says now', async () => {
    const outcome = await edit()
    expect(outcome).toEqual({ kind: 'saved', reading: await readSettings(ini) })
    expect(readFileSync(ini, 'utf8')).toBe(AFTER)
    expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
  })

  test('keeps a byte order mark', async () => {
    writeFileSync(ini, `\uFEFF${BEFORE}`)
    expect(await edit()).toMatchObject({ kind: 'saved' })
    expect(readFileSync(ini, 'utf8')).toBe(`\uFEFF${AFTER}`)
  })

  test('keeps the mode and, for root, the owner', async () => {
    chmodSync(ini, 0o640)
    if (isRoot) chownSync(ini, NOBODY, 12_345)
    const before = statSync(ini)
    await edit()
    const { mode, uid, gid, ino } = statSync(ini)
    expect({ mode, uid, gid }).toEqual({ mode: before.mode, uid: before.uid, gid: before.gid })
    expect(ino).not.toBe(before.ino)
  })

  test('follows a link and leaves it a link', async () => {
    const target = ini
    ini = join(folder, 'link.ini')
    symlinkSync('intvlm8r.ini', ini)
    expect(await edit()).toMatchObject({ kind: 'saved' })
    expect(readFileSync(target, 'utf8')).toBe(AFTER)
    expect(realpathSync(ini)).toBe(target)
    expect(readdirSync(folder).sort()).toEqual(['intvlm8r.ini', 'link.ini'])
  })

  test('writes nothing when nothing would change', async () => {
    writeFileSync(ini, AFTER)
    const before = statSync(ini)
    expect(await edit()).toEqual({ kind: 'unchanged', reading: await readSettings(ini) })
    expect(statSync(ini)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs })
  })

  test('mends a fault, and with one elsewhere still edits', async () => {
    writeFileSync(ini, '[Monitoring]\nheartbeatfrequency = Off\n[Web]\nport = x\ntrustproxy = x\n')
    expect(await edit()).toMatchObject({ kind: 'saved', reading: { kind: 'faulty' } })
    expect(readFileSync(ini, 'utf8')).toContain('port = 8081\n')
  })

  test.each([
    ['[Web]\nport = 1\nport = 2\n', 'mended by hand first'],
    ['[Web]\nport = 1\n[WEB]\n', 'mended by hand first'],
  ])('refuses an INI that says things twice: %j', async (text, reason) => {
    writeFileSync(ini, text)
    expect(await edit()).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) })
    expect(readFileSync(ini, 'utf8')).toBe(text)
  })

  test('goes on from the revision that it expects, and from no other', async () => {
    const seen = await revision()
    expect(await edit(seen)).toMatchObject({ kind: 'saved' })
    writeFileSync(ini, BEFORE.replace('8080', '9090'))
    expect(await edit(seen)).toEqual({ kind: 'conflict', reading: await readSettings(ini) })
    expect((await readSettings(ini)) as Reading).toMatchObject({ settings: { web: { port: 9090 } } })
    expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
  })

  test('of two edits at once from the same revision, one is told of the other', async () => {
    const seen = await revision()
    const outcomes = await Promise.all([
      edit(seen),
      editIni(ini, [{ section: 'Web', key: 'port', value: '9090' }], {
        replaceFile,
        withLock,
        expectedRevision: seen,
      }),
    ])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['conflict', 'saved'])
  })

  test('refuses a value that would be a fault, and says why', async () => {
    const edits = [
      { section: 'peer.attic', key: 'url', value: 'http://attic.example:8080' },
      { section: 'peer.attic', key: 'key', value: 'k'.repeat(43) },
      { section: 'peer.attic', key: 'contact', value: 'them@example.org' },
    ]
    expect(await editIni(ini, edits, { replaceFile, withLock })).toEqual({
      kind: 'refused',
      reason: `${ini} was not changed: [peer.attic] contact: is a mail address, and no section [channel.NAME] of the kind email, nor [mail.NAME] with smtphost, says how to send; add one, or name a channel`,
    })
    expect(readFileSync(ini, 'utf8')).toBe(BEFORE)
  })

  test('mends one fault though others stay', async () => {
    writeFileSync(ini, '[Monitoring]\nheartbeatfrequency = 7\n[Web]\nport = x\n')
    expect(await edit()).toMatchObject({ kind: 'saved', reading: { kind: 'faulty' } })
    expect(readFileSync(ini, 'utf8')).toBe('[Monitoring]\nheartbeatfrequency = 7\n[Web]\nport = 8081\n')
  })
})

describe('a disk that does not take the edit', () => {
  /** Runs in a mount namespace of its own, so that the file system goes with it. */
  function runOn(
    mountOptions: string,
    prepare: string,
    job = 'set Web port 8081',
  ): { outcome: unknown; text: string; files: string[] } {
    const script = `
      set -e
      mount -t tmpfs -o size=16k none "$1"
      printf '%s' "$4" > "$1/intvlm8r.ini"
      cd "$1"
      ${prepare}
      ${mountOptions && `mount -o ${mountOptions} none "$1"`}
      "$2" "$3" "$1/intvlm8r.ini" ${job}
      ls -Am | tr -d '\\n'; echo
      cat "$1/intvlm8r.ini"`
    const { stdout, stderr } = spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, child, BEFORE],
      { encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    const [outcome = '', files = '', ...text] = stdout.split('\n')
    return { outcome: JSON.parse(outcome), files: files.split(', '), text: text.join('\n') }
  }

  test('a full one is reported; the old INI stays whole and no litter stays', () => {
    const { outcome, text, files } = runOn('', 'cat /dev/zero > filler 2> /dev/null || true')
    expect(outcome).toEqual({
      kind: 'refused',
      reason: `${ini} was not changed: the disk is full; free some space in ${folder} and try again`,
    })
    expect(text).toBe(BEFORE)
    expect(files).toEqual(['filler', 'intvlm8r.ini'])
  })

  test('one that is full for the INI, but not for the lock, as well', () => {
    const big = 'x'.repeat(6_000)
    const { outcome, text, files } = runOn('', `printf '; %s' ${big} >> intvlm8r.ini`)
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('the disk is full') })
    expect(text).toBe(`${BEFORE}; ${big}`)
    expect(files).toEqual(['intvlm8r.ini'])
  })

  /** The root, the INI, and one more. */
  const NO_INODES = 'mount -o remount,nr_inodes=3 none "$1"; : > filler'

  test('one without inodes takes a file in place, so that nothing is lost', () => {
    const { outcome, text, files } = runOn('', NO_INODES, 'replace 2026')
    expect({ outcome, text, files }).toEqual({
      outcome: 'replaced',
      text: '2026',
      files: ['filler', 'intvlm8r.ini'],
    })
  })

  test('one without inodes is named for it', () => {
    const { outcome, text } = runOn('', NO_INODES)
    expect(outcome).toEqual({
      kind: 'refused',
      reason: `${ini} was not changed: the disk takes no more files (df -i); remove some that are not needed, and try again`,
    })
    expect(text).toBe(BEFORE)
  })

  test('a read-only one, too', () => {
    const { outcome, text, files } = runOn('remount,ro', '')
    expect(outcome).toEqual({
      kind: 'refused',
      reason: `${ini} was not changed: ${folder} is on a read-only file system; mount it read-write and try again`,
    })
    expect(text).toBe(BEFORE)
    expect(files).toEqual(['intvlm8r.ini'])
  })

  test('one on which the file is a mount of its own, as in a container, takes it in place', () => {
    const { outcome, text, files } = runOn('', 'mount --bind intvlm8r.ini intvlm8r.ini')
    expect(outcome).toMatchObject({ kind: 'saved' })
    expect(text).toBe(AFTER)
    expect(files).toEqual(['intvlm8r.ini'])
  })

  test('a full one, on which the file is a mount of its own, leaves the old INI whole', () => {
    // There is room for the temporary file of two pages, but not for a second page of the INI.
    const old = `${BEFORE.replace('8080', '1')}; `.padEnd(4_094, 'x')
    const write = `printf '%s' '${old}' > intvlm8r.ini; mount --bind intvlm8r.ini intvlm8r.ini`
    const { outcome, text, files } = runOn('', write)
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('the disk is full') })
    expect(text).toBe(old)
    expect(files).toEqual(['intvlm8r.ini'])
  })

  test('a folder in which this user may not write, too', () => {
    chmodSync(folder, 0o555)
    expect(runUnprivileged('set', 'Web', 'port', '1')).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/this user \(uid \d+\) may not write in .*; change its owner or mode/),
    })
    expect(readFileSync(ini, 'utf8')).toBe(BEFORE)
    chmodSync(folder, 0o755)
  })

  test.runIf(isRoot).each([
    ['a group that is not this user’s', NOBODY, 0, 0o640, 0o755],
    ['a folder that hands its group on', NOBODY, NOBODY, 0o600, 0o2775],
    ['another owner, but a group that may write it', 0, NOBODY, 0o664, 0o775],
  ])('an INI with %s is saved, and keeps owner, group and mode', (_, uid, gid, mode, folderMode) => {
    chownSync(folder, NOBODY, 1234)
    chmodSync(folder, folderMode)
    chownSync(ini, uid, gid)
    chmodSync(ini, mode)
    expect(runUnprivileged('set', 'Web', 'port', '8081')).toMatchObject({ kind: 'saved' })
    expect(readFileSync(ini, 'utf8')).toBe(AFTER)
    const after = statSync(ini)
    expect([after.uid, after.gid, after.mode & 0o7777]).toEqual([uid, gid, mode])
    expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
  })

  test.runIf(isRoot)('an INI of somebody else, whose owner this user cannot keep, is left alone', () => {
    chownSync(folder, NOBODY, NOBODY)
    expect(runUnprivileged('set', 'Web', 'port', '1')).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/may not keep the owner of .*; change its owner/),
    })
    expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
    expect(readFileSync(ini, 'utf8')).toBe(BEFORE)
  })
})

describe('several processes', () => {
  function start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [child, ini, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  }

  async function answer(process: ChildProcess): Promise<unknown> {
    const chunks = (await process.stdout?.toArray()) ?? []
    return JSON.parse(Buffer.concat(chunks).toString())
  }

  async function holding(): Promise<ChildProcess> {
    const process = start('hold')
    expect(String((await once(process.stdout!, 'data'))[0])).toBe('holding\n')
    return process
  }

  async function expectNoLostEdit(prefixes: readonly string[], count: number): Promise<void> {
    const kinds = await Promise.all(prefixes.map(prefix => answer(start('add', prefix, `${count}`))))
    expect(kinds).toEqual(prefixes.map(() => ['saved']))
    const added = prefixes.flatMap(prefix =>
      Array.from({ length: count }, (_, i) => `${prefix}${i} = ${i}\r\n`),
    )
    const text = readFileSync(ini, 'utf8')
    expect(text.startsWith(BEFORE)).toBe(true)
    expect(
      text
        .slice(BEFORE.length)
        .match(/.*\r\n/g)
        ?.sort(),
    ).toEqual(added.sort())
    expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
  }

  test('that edit at once lose no edit', () => expectNoLostEdit(['a', 'b', 'c'], 60), 30_000)

  test('that all find the lock of a dead one lose no edit either', async () => {
    const dead = await holding()
    dead.kill('SIGKILL')
    await once(dead, 'exit')
    expect(readdirSync(folder).sort()).toEqual(['intvlm8r.ini', 'intvlm8r.ini.lock'])
    await expectNoLostEdit(['a', 'b', 'c', 'd'], 5)
  })

  test('that edit at once on a disk without hard links lose no edit', async () => {
    vi.stubEnv('NODE_OPTIONS', withoutLinks())
    await expectNoLostEdit(['a', 'b', 'c'], 60)
  })

  test('that all find a lock, emptied by a power cut, on such a disk lose no edit', async () => {
    vi.stubEnv('NODE_OPTIONS', withoutLinks())
    writeFileSync(`${ini}.lock`, '')
    await expectNoLostEdit(['a', 'b', 'c'], 20)
  })

  test.runIf(isRoot)('do not take the lock of a living one that /proc hides (hidepid)', () => {
    const script = `
      mount -t proc -o hidepid=2 proc /proc
      "$1" "$2" "$3" hold > "$4/held" &
      until grep -q holding "$4/held"; do sleep 0.05; done
      setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups "$1" "$2" "$3" set Web port 1
      kill -9 $!
      wait $!
      setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups "$1" "$2" "$3" set Web port 8081`
    chownSync(folder, NOBODY, NOBODY)
    chownSync(ini, NOBODY, NOBODY)
    const held = mkdtempSync(join(top, 'held-'))
    const args = ['-m', 'sh', '-c', script, 'sh', process.execPath, child, ini, held]
    const { stdout } = spawnSync('unshare', args, { encoding: 'utf8' })
    const [whileHeld, afterwards] = stdout.trim().split('\n')
    expect(JSON.parse(whileHeld ?? '')).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/process \d+ is editing .* and does not finish/),
    })
    expect(JSON.parse(afterwards ?? '')).toMatchObject({ kind: 'saved' })
    expect(readFileSync(ini, 'utf8')).toBe(AFTER)
  })

  test('wait for one that is editing, but not for ever, and say which it is', async () => {
    const holder = await holding()
    try {
      expect(await edit()).toEqual({
        kind: 'refused',
        reason: `process ${holder.pid} is editing ${ini} and does not finish; try again, or end it`,
      })
      expect(readFileSync(ini, 'utf8')).toBe(BEFORE)
    } finally {
      holder.kill('SIGKILL')
    }
  })

  test.each([
    ['that a power cut emptied', ''],
    ['of junk', 'x y z'],
    ['of a process whose id belongs to another one now', `${process.pid} 1`],
    ['of a process that is gone', '999999999 5'],
    ['of an earlier boot', `${process.pid} - 6f1e2b34-0000-4000-8000-000000000000`],
  ])('take over a lock %s', async (_, content) => {
    writeFileSync(`${ini}.lock`, content)
    expect(await edit()).toMatchObject({ kind: 'saved' })
    expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
  })

  test('take over a lock although another died while it was taking over', async () => {
    writeFileSync(`${ini}.lock`, '999999999 5')
    writeFileSync(`${ini}.lock.dead`, '999999998 5')
    expect(await edit()).toMatchObject({ kind: 'saved' })
    expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
  })
})
