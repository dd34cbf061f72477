/**
 * Reads `kuma.db`, the SQLite database of Uptime Kuma, with Python's own module for it: Node 20 has none, and Debian has Python
 * on every Raspberry Pi. Nothing is written beside it: of a running Uptime Kuma, which has a part of it in `-wal`, a copy of
 * both is read.
 */

import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** By table: rows by column. A table that this version of Uptime Kuma does not have is empty. */
export type KumaTables = Readonly<Record<KumaTable, readonly Readonly<Record<string, unknown>>[]>>

const TABLES = [
  'monitor',
  'notification',
  'monitor_notification',
  'tag',
  'monitor_tag',
  'status_page',
  'maintenance',
  'proxy',
] as const
export type KumaTable = (typeof TABLES)[number]

const READER_MS = 60_000
const MOST_BYTES = 16 * 1024 ** 2

/** Prints the tables as one JSON object; only columns of the named tables are read, not the history. */
const READER = `
import json, sqlite3, sys
path, options, *tables = sys.argv[1:]
db = sqlite3.connect("file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + options, uri=True)
db.row_factory = sqlite3.Row
db.text_factory = lambda raw: raw.decode("utf-8", "replace")
there = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
if "monitor" not in there:
    sys.exit("has no table of monitors")
plain = lambda value: None if isinstance(value, bytes) else value
print(json.dumps({name: [{key: plain(row[key]) for key in row.keys()} for row in db.execute('SELECT * FROM "%s" ORDER BY id' % name)] if name in there else [] for name in tables}))
`

/** @throws an error whose message completes a sentence that begins with the file */
export async function readKumaDatabase(path: string): Promise<KumaTables> {
  const written = await stat(`${path}-wal`).catch(() => undefined)
  if (written === undefined || written.size === 0)
    return JSON.parse(await run(path, '?immutable=1')) as KumaTables
  return await readKumaCopy(bytesOf(path), bytesOf(`${path}-wal`))
}

/** The bytes of a file, which is opened for the first of them: nobody would hear of the fault of an earlier stream. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path)
}

/** The same of the bytes of the database, and of the file beside it. */
export async function readKumaCopy(
  database: AsyncIterable<Buffer>,
  log?: AsyncIterable<Buffer>,
): Promise<KumaTables> {
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-kuma-'))
  try {
    const copy = join(folder, 'kuma.db')
    await writeFile(copy, database)
    if (log !== undefined) await writeFile(`${copy}-wal`, log)
    return JSON.parse(await run(copy, '')) as KumaTables
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(
      code === 'ENOSPC'
        ? 'is too large to be copied; stop Uptime Kuma, and move it to where the appliance can read it'
        : code === undefined
          ? message
          : `cannot be read: ${message}`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(path: string, options: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-I', '-c', READER, path, options, ...TABLES], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: READER_MS,
    })
    let output = ''
    let complaint = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > MOST_BYTES) child.kill('SIGKILL')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2_000)
    })
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'ENOENT'
            ? 'needs Python to be read; type: sudo apt install python3'
            : `cannot be read: ${error.message}`,
        ),
      ),
    )
    child.on('close', code => {
      if (code === 0) return resolve(output)
      const last = complaint.trim().split('\n').at(-1) ?? ''
      const words = /^sqlite3\.\w+: (.*)$/.exec(last)?.[1] ?? last
      reject(
        new Error(
          /No module named/.test(last)
            ? 'needs the SQLite module of Python; type: sudo apt install python3'
            : words.startsWith('has no')
              ? `is no database of Uptime Kuma: it ${words}`
              : `cannot be read: ${words || 'its reader was stopped'}; stop Uptime Kuma, and try again`,
        ),
      )
    })
  })
}
