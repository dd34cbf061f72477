/** A process of its own that edits an INI: `node edit-child.js <ini> <job> ...`; prints the outcome as JSON. */

import { editIni } from '../../../src/config/settings/edit-settings'
import { replaceFile } from '../../../src/io/files/atomic-file'
import { withLock } from '../../../src/io/files/lock-file'

const [, , path = '', job, ...rest] = process.argv

const jobs: Record<string, () => Promise<unknown>> = {
  /** Sets one value. */
  set: () => {
    const [section = '', key = '', value = ''] = rest
    return editIni(path, [{ section, key, value }], { replaceFile, withLock, lockWaitMs: 200 })
  },
  /** Adds keys, one edit each. */
  add: async () => {
    const [prefix, count] = rest
    const kinds = new Set<string>()
    for (let i = 0; i < Number(count); i++) {
      const edit = { section: 'Web', key: `${prefix}${i}`, value: `${i}` }
      kinds.add((await editIni(path, [edit], { replaceFile, withLock, lockWaitMs: 30_000 })).kind)
    }
    return [...kinds]
  },
  /** Replaces the file, without a lock. */
  replace: async () => {
    await replaceFile(path, rest[0] ?? '')
    return 'replaced'
  },
  /** Stops in the middle of an edit, holding the lock. */
  hold: () =>
    editIni(path, [{ section: 'Web', key: 'port', value: '1' }], {
      replaceFile: () => {
        console.log('holding')
        return new Promise(() => setInterval(() => {}, 60_000))
      },
      withLock,
    }),
}

jobs[job ?? '']?.().then(outcome => console.log(JSON.stringify(outcome)))
