import { beforeEach, describe, expect, it } from 'vitest'
import { type BackupRest, EMPTY_REST } from '../../../src/domain/appliance/backup'
import type { BackupStore, Kept, Mark, ReadCopy } from '../../../src/domain/appliance/ports'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { createKeepBackup } from '../../../src/operations/appliance/keep-backup'

const NOW = 10_000_000
const HOUR = 3_600_000
const MARK: Mark = { lineage: 'one', revision: 7 }
const NEWER: Mark = { lineage: 'one', revision: 8 }
const REST: BackupRest = { ...EMPTY_REST, pingKey: 'ping' }
const checkOf = (name: string): Check => ({
  ...planOf({ name }),
  ...{ id: `${name}0000000-0000-4000-8000-000000000000`, origin: 'page', createdAt: 1_000 },
})
const [A, B, C] = ['a', 'b', 'c'].map(checkOf) as [Check, Check, Check]

let at: number
/** What Redis has. */
let mark: Mark
let rest: BackupRest
let checks: readonly Check[]
/** Called when the last check is read. */
let onRead: () => void
/** What the file has. */
let copy: ReadCopy
let writing: () => void
let calls: unknown[][]
/** How often checks of the copy were looked for in Redis. */
let finds: number
let step: () => Promise<number | undefined>

const NO_COPY: ReadCopy = { kept: undefined, copy: 'none', damage: [] }
const copyOf = (more: Partial<Kept> = {}, all: readonly Check[] = [A, B]): ReadCopy => ({
  kept: {
    ...{ mark: MARK, rest: REST, sum: 's' },
    checks: async function* () {
      for (const check of all) yield [check]
    },
    ...more,
  },
  ...{ copy: 'last', damage: [] },
})

const store: BackupStore = {
  mark: async () => mark,
  rest: async () => ({ rest, mark, damaged: { channels: [], accounts: [], apiKeys: [] } }),
  checks: async function* () {
    calls.push(['checks are read'])
    yield checks
    onRead()
  },
  all: async function* () {},
  find: async ids => {
    finds++
    return {
      watched: checks
        .filter(({ id }) => ids.includes(id))
        .map(check => ({ check, state: newState(0), version: '1' })),
      damaged: [],
    }
  },
  lastAlive: async () => undefined,
  begin: async () => {
    calls.push(['begin'])
    mark = { lineage: 'drawn', revision: 0 }
  },
  changeChecks: async () => {},
  changeRest: async () => {},
  beginRestore: async loss => loss,
  endRestore: async () => {
    mark = { lineage: 'restored', revision: 0 }
  },
}

beforeEach(() => {
  at = NOW
  mark = MARK
  rest = REST
  checks = [A, B]
  onRead = () => {}
  copy = NO_COPY
  writing = () => {}
  calls = []
  finds = 0
  step = createKeepBackup({
    now: () => at,
    store,
    file: {
      read: async () => {
        calls.push(['read'])
        return copy
      },
      write: async ({ checks, ...content }, keepsLast) => {
        const names: string[] = []
        for await (const batch of checks) names.push(...batch.map(({ name }) => name))
        writing()
        calls.push(['write', { ...content, names }, keepsLast])
        copy = copyOf({ mark: content.mark, rest: content.rest, sum: 'written' })
        return 'written'
      },
    },
    onRenewed: () => void calls.push(['renewed']),
    onLoss: ({ checks, copy }) => void calls.push(['loss', checks, copy]),
    onTrouble: reason => void calls.push(['trouble', reason]),
    onDamage: sentence => void calls.push(['damage', sentence]),
  })
})

/** The calls of one step, and what it returned: milliseconds until the next one. */
async function stepped(): Promise<{ calls: unknown[][]; due: number | undefined }> {
  calls = []
  const due = await step()
  return { calls, due: due === undefined ? undefined : due - at }
}
const wordsOf = async () => (await stepped()).calls.map(([call]) => call)
const WRITTEN = ['read', 'checks are read', 'write']

describe('the first step', () => {
  it('copies everything there is, with the moment, and keeps no file that is not good', async () => {
    expect(await stepped()).toEqual({
      calls: [
        ['read'],
        ['checks are read'],
        ['write', { mark: MARK, rest: REST, savedAt: NOW, names: ['a', 'b'] }, false],
      ],
      due: undefined,
    })
  })

  it.each([
    ['last', true],
    ['before', false],
  ] as const)('replaces the copy "%s", and whether that one is kept: %s', async (which, isKept) => {
    copy = { ...copyOf({ mark: { lineage: 'one', revision: 6 } }), copy: which }
    expect((await stepped()).calls.at(-1)?.[2]).toBe(isKept)
  })

  it('draws a lineage for a Redis that has none', async () => {
    mark = { lineage: undefined, revision: 0 }
    const drawn = { lineage: 'drawn', revision: 0 }
    expect((await stepped()).calls).toEqual([
      ['read'],
      ['begin'],
      ['checks are read'],
      ['write', { mark: drawn, rest: REST, savedAt: NOW, names: ['a', 'b'] }, false],
    ])
  })

  it('puts back what Redis lost, which it tells, and has the INI provided again', async () => {
    copy = copyOf({}, [A, B, C])
    expect(await wordsOf()).toEqual(['read', 'loss', 'renewed', 'checks are read', 'write'])
  })
})

describe('the file is left as it is', () => {
  it('where it has the same as Redis', async () => {
    copy = copyOf()
    expect(await wordsOf()).toEqual(['read', 'checks are read'])
  })

  it.each<[string, () => void]>([
    [
      'it is not there, though the one before it has the same',
      () => (copy = { ...copyOf(), isMissing: true }),
    ],
    ['one of both is damaged', () => (copy = { ...copyOf(), damage: ['d'] })],
    ['it has another mark', () => (copy = copyOf({ mark: { lineage: 'one', revision: 6 } }))],
    ['it has other things beside the checks', () => (copy = copyOf({ rest: { ...REST, pingKey: 'old' } }))],
    ['it lacks a check', () => (copy = copyOf({}, [A]))],
    ['it lacks all checks', () => (copy = copyOf({}, []))],
    ['it has another check', () => (copy = copyOf({}, [A, { ...B, name: 'other' }]))],
  ])('but not where %s', async (_what, given) => {
    given()
    expect((await wordsOf()).at(-1)).toBe('write')
  })

  it('without a look at the checks once the file is known to have the same', async () => {
    copy = copyOf()
    await step()
    at += HOUR
    expect(await wordsOf()).toEqual(['read'])
    copy = copyOf({ sum: 'another' })
    at += HOUR
    expect(await wordsOf()).toEqual(['read', 'checks are read'])
    at += HOUR
    expect(await wordsOf()).toEqual(['read'])
  })
})

describe('while Redis changes nothing', () => {
  it('the file is read once an hour, and at once after the clock was set back', async () => {
    await step()
    for (const ms of [0, HOUR - 1]) {
      at = NOW + ms
      expect(await stepped()).toEqual({ calls: [], due: undefined })
    }
    at = NOW + HOUR
    expect(await wordsOf()).toEqual(['read'])
    at -= 1
    expect(await wordsOf()).toEqual(['read'])
  })

  it('damage is told once, and anew after it was another', async () => {
    const damage = async (...sentences: string[]) => {
      copy = { ...copyOf({ mark, sum: 'written' }), damage: sentences }
      at += HOUR
      return (await stepped()).calls.flatMap(([call, what]) => (call === 'damage' ? [what] : []))
    }
    expect(await damage('a')).toEqual(['a'])
    expect(await damage('a')).toEqual([])
    expect(await damage('a', 'b')).toEqual(['a', 'b'])
    expect(await damage()).toEqual([])
    expect(await damage('a')).toEqual(['a'])
  })
})

describe('after a change', () => {
  it.each([
    ['two seconds', 0, 2_000],
    ['ten times as long as a write took', 201, 2_010],
    ['five minutes at most', 40_000, 300_000],
  ])('the next copy is made %s later', async (_what, took, spacing) => {
    writing = () => {
      at += took
    }
    await step()
    writing = () => {}
    mark = NEWER
    at = NOW + spacing - 1
    expect(await stepped()).toEqual({ calls: [], due: 1 })
    at = NOW + spacing
    expect(await wordsOf()).toEqual(WRITTEN)
  })

  it('it is made at once where the clock was set back since the last one, and at the same moment it is not', async () => {
    await step()
    mark = NEWER
    expect(await stepped()).toEqual({ calls: [], due: 2_000 })
    at -= 1
    expect(await wordsOf()).toEqual(WRITTEN)
  })

  it('what Redis lost is put back at once, and told', async () => {
    await step()
    mark = { lineage: undefined, revision: 0 }
    checks = []
    expect(await wordsOf()).toEqual(['read', 'loss', 'begin', 'renewed', 'checks are read', 'write'])
  })
})

describe('a Redis that has become another one', () => {
  const after = async (change: () => void) => {
    await step()
    change()
    at += HOUR
    return await wordsOf()
  }

  it('with a life of its own is copied, and gets nothing of the copy', async () => {
    const other = () => {
      mark = { lineage: 'two', revision: 0 }
      checks = []
    }
    expect(await after(other)).toEqual(['read', 'renewed', 'checks are read', 'write'])
  })

  it('with a newer change and a check less has deleted that', async () => {
    const fewer = () => {
      mark = NEWER
      checks = [A]
    }
    expect(await after(fewer)).toEqual(WRITTEN)
    expect(finds).toBe(0)
  })

  it('with another key for pings is told of', async () => {
    const renewed = () => {
      mark = NEWER
      rest = { ...REST, pingKey: 'other' }
    }
    expect(await after(renewed)).toEqual(['read', 'renewed', 'checks are read', 'write'])
  })

  it('without a copy is begun anew; with damaged copies alone that is a loss', async () => {
    const emptied = (which: ReadCopy['copy']) => () => {
      mark = { lineage: undefined, revision: 0 }
      copy = { ...NO_COPY, copy: which }
    }
    expect(await after(emptied('none'))).toEqual(['read', 'begin', 'renewed', 'checks are read', 'write'])
    expect(await after(emptied('damaged'))).toEqual([
      ...['read', 'loss', 'begin', 'renewed', 'checks are read', 'write'],
    ])
  })

  it('with a lineage, and no copy, is copied', async () => {
    const removed = () => {
      mark = NEWER
      copy = { ...NO_COPY, copy: 'damaged' }
    }
    expect(await after(removed)).toEqual(WRITTEN)
  })
})

describe('a copy that cannot be written', () => {
  const failing = (code?: string) => () => {
    throw Object.assign(new Error('write failed'), code === undefined ? {} : { code })
  }

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EROFS', 'the disk is read-only'],
    ['EACCES', 'the state folder may not be written to'],
    ['EISDIR', 'a folder stands in its place; remove it'],
    ['EIO', 'the disk reports an error'],
    ['EMFILE', 'write failed'],
    [undefined, 'write failed'],
  ])('by the error %s is told as: %s', async (code, reason) => {
    writing = failing(code)
    const { calls, due } = await stepped()
    expect([calls.at(-1), due]).toEqual([['trouble', reason], 5_000])
  })

  it('is tried again less and less often, told at each new reason, and at its end', async () => {
    const after = async (ms: number, fault: () => void) => {
      at += ms
      writing = fault
      const { calls, due } = await stepped()
      return [...calls.flatMap(([call, what]) => (call === 'trouble' ? [what ?? 'none'] : [])), due]
    }
    expect(await after(0, failing('EIO'))).toEqual(['the disk reports an error', 5_000])
    expect(await after(5_000, failing('EIO'))).toEqual([10_000])
    expect(await after(10_000, failing('ENOSPC'))).toEqual(['the disk is full', 20_000])
    for (const due of [40_000, 60_000, 60_000]) expect(await after(20_000, failing('ENOSPC'))).toEqual([due])
    expect(await after(60_000, () => {})).toEqual(['none', undefined])
    mark = NEWER
    expect(await after(60_000, failing('EIO'))).toEqual(['the disk reports an error', 5_000])
  })

  it('is written once the trouble is over, though Redis has changed nothing', async () => {
    await step()
    mark = NEWER
    at += 2_000
    writing = failing('EIO')
    await step()
    mark = MARK
    writing = () => {}
    at += 5_000
    expect((await wordsOf())[0]).toBe('read')
    expect(await stepped()).toEqual({ calls: [], due: undefined })
  })

  it.each<[string, Mark, boolean]>([
    ['its lineage', { lineage: 'two', revision: 9 }, true],
    ['a change', { lineage: 'one', revision: 6 }, true],
    ['nothing, and has a newer change', NEWER, false],
  ])('as Redis lost %s meanwhile, is no fault of the disk', async (_what, then, isLost) => {
    onRead = () => {
      mark = then
    }
    const stepping = step()
    if (isLost) {
      await expect(stepping).rejects.toEqual(
        new StoreUnavailable('Redis lost its data while they were copied'),
      )
      expect(calls).toEqual([['read'], ['checks are read']])
    } else expect(await stepping).toBeUndefined()
  })
})
