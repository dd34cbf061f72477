import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { MailAccount } from '../../../src/domain/mail/account'
import type { Position } from '../../../src/domain/mail/inbox-memory'
import {
  type Mailbox,
  MailboxError,
  type MailHead,
  type OpenFolder,
  type WholeMail,
} from '../../../src/domain/mail/mailbox'
import { createFollowInbox } from '../../../src/operations/watch/follow-inbox'

const NOW = 100_000_000
const HOUR = 3_600_000
const ACCOUNT = {
  name: 'office',
  origin: 'ini',
  settings: { imaphost: 'Mail.lan', imapuser: 'me@example.org' },
} as unknown as MailAccount
const FOLDER: OpenFolder = { path: 'INBOX', uidValidity: '1', uidNext: 10, mails: 3 }

/** The mails of the folder, by their UIDs. */
let mails: Map<number, Partial<WholeMail>>
let folder: OpenFolder | undefined
let position: Position | undefined
let lease: () => boolean
let calls: unknown[][]
let troubles: (string | undefined)[]
let pauses: number[]
/** So many pauses and waits are left before the worker ends. */
let steps: number
/** Happens at each wait in the open folder, counted from 1. */
let onWait: (count: number) => unknown
let opened: (count: number) => Mailbox | { readonly step: 'login'; readonly detail: string }
let read: (uid: number, textless: boolean) => void
let noted: () => void
let take: (mail: WholeMail) => void

beforeEach(() => {
  mails = new Map()
  folder = FOLDER
  position = undefined
  lease = () => true
  calls = []
  troubles = []
  pauses = []
  steps = 1
  onWait = () => {}
  opened = () => mailbox
  read = () => {}
  noted = () => {}
  take = () => {}
})

const headOf = (uid: number): MailHead => ({
  ...{ uid, subject: `mail ${uid}`, from: [], messageId: '', arrivedAt: NOW - 1_000 + uid },
  ...mails.get(uid),
})
const mailbox: Mailbox = {
  ...{ idles: true, tls: undefined, folders: async () => [], remove: async () => {} },
  open: async path => {
    calls.push(['open', path])
    return folder
  },
  search: async query => {
    calls.push(['search', query])
    return [...mails.keys()]
  },
  heads: async function* (uids) {
    const wanted = 'from' in uids ? [...mails.keys()].filter(uid => uid >= uids.from) : uids
    for (const uid of wanted) if (mails.has(uid)) yield headOf(uid)
  },
  mail: async (uid, { textless = false } = {}) => {
    read(uid, textless)
    const text = textless ? '' : 'whole'
    return mails.has(uid) ? { ...headOf(uid), recipients: ['me@example.org'], text } : undefined
  },
  wait: async ms => {
    calls.push(['wait', ms])
    await onWait(calls.filter(([call]) => call === 'wait').length)
    step()
  },
  close: async () => void calls.push(['close']),
}
let abort: AbortController

function step(): void {
  if (--steps <= 0) abort.abort()
  if (steps < -100) throw new Error('the worker goes on after its end')
}

async function follow(given: { readonly account?: MailAccount | Error | undefined } = { account: ACCOUNT }) {
  abort = new AbortController()
  let opens = 0
  await createFollowInbox({
    mail: {
      account: async () => {
        if (given.account instanceof Error) throw given.account
        return given.account
      },
      open: async account => {
        calls.push(['connect', account.name])
        return opened(++opens) as never
      },
      pause: async ms => {
        pauses.push(ms)
        step()
      },
    },
    memory: {
      lease: async () => lease(),
      release: async name => void calls.push(['release', name]),
      position: async () => position,
      isTaken: async () => false,
      note: async (_name, at, marks, now) => {
        noted()
        position = at
        calls.push(['note', at.uid, at.at, marks, now])
      },
    },
    take: async (account, mail, place) => {
      take(mail)
      calls.push(['take', account.name, mail.uid, mail.text, place])
      return [`mark ${mail.uid}`]
    },
    now: () => NOW,
    onTrouble: (name, detail) => troubles.push(`${name}: ${detail ?? 'over'}`),
  })('office', abort.signal)
}
const at = (uid: number, more: Partial<Position> = {}): Position => ({
  ...{ mailbox: 'me@example.org mail.lan', folder: 'INBOX', uidValidity: '1', uid, at: NOW - HOUR },
  ...more,
})
const taken = () => calls.filter(([call]) => call === 'take').map(([, , uid]) => uid)

describe('a mailbox that is followed for the first time', () => {
  it('has its mails count from now on', async () => {
    mails.set(9, {})
    await follow()
    expect(calls).toEqual([
      ['connect', 'office'],
      ['open', 'INBOX'],
      ['note', 9, NOW, [], NOW],
      ['wait', 240_000],
      ['close'],
      ['release', 'office'],
    ])
    expect([pauses, troubles]).toEqual([[], []])
  })

  it('goes on where an older version noted the place without the mailbox', async () => {
    position = at(8, { mailbox: undefined as never })
    mails.set(9, {})
    await follow()
    expect(taken()).toEqual([9])
    expect(position).toEqual(at(9, { at: NOW - 991 }))
  })

  it('begins so again where the INI names another folder', async () => {
    position = at(3, { folder: 'Other' })
    mails.set(9, {})
    await follow()
    expect(taken()).toEqual([])
    expect(position).toEqual(at(9, { at: NOW }))
  })
})

describe('a mail that has come', () => {
  it('is taken, and its place noted with the marks', async () => {
    position = at(8)
    mails.set(9, {})
    await follow()
    expect(calls.slice(2, 4)).toEqual([
      ['take', 'office', 9, 'whole', 'office 1 9'],
      ['note', 9, NOW - 991, ['mark 9'], NOW],
    ])
  })

  it('is taken while the mailbox is open, each once and in the order in which they came', async () => {
    position = at(8)
    steps = 3
    onWait = count => {
      if (count === 1) for (const uid of [11, 10]) mails.set(uid, {})
    }
    await follow()
    expect(taken()).toEqual([10, 11])
    expect(position).toEqual(at(11, { at: NOW - 989 }))
  })

  it('without a moment leaves that of the last one, and one of the future counts as of now', async () => {
    position = at(8)
    mails.set(9, { arrivedAt: undefined as never })
    await follow()
    expect(position).toEqual(at(9))
    mails.set(10, { arrivedAt: NOW + HOUR })
    await follow()
    expect(position).toEqual(at(10, { at: NOW }))
    mails.set(11, { arrivedAt: NOW - HOUR })
    await follow()
    expect(position).toEqual(at(11, { at: NOW }))
  })

  it('that is gone before it was read leaves its place only', async () => {
    position = at(8)
    mails.set(9, {})
    read = uid => mails.delete(uid)
    await follow()
    expect(taken()).toEqual([])
    expect(position).toEqual(at(9))
  })

  it.each([
    ['twice by its text is taken without it', [false, false, true], ['me@example.org'], 3],
    ['once more is taken by its head alone', [false, false, true], [], 4],
  ])('that breaks the connection %s', async (_what, textless, recipients, sessions) => {
    position = at(8)
    mails.set(9, {})
    steps = sessions
    const reads: boolean[] = []
    read = (_uid, isTextless) => {
      reads.push(isTextless)
      if (reads.length < sessions) throw new Error('the connection broke')
    }
    take = mail => expect([mail.recipients, mail.text]).toEqual([recipients, ''])
    await follow()
    expect(reads).toEqual(textless)
    expect(taken()).toEqual([9])
    expect(pauses).toEqual([2_000, 4_000, 8_000].slice(0, sessions - 1))
  })

  it('that can be read at last has a fresh count of tries', async () => {
    position = at(8)
    mails.set(9, {})
    steps = 2
    let reads = 0
    read = () => {
      if (++reads === 1) throw new Error('the connection broke')
    }
    await follow()
    expect(calls.filter(([call]) => call === 'take').map(([, , , text]) => text)).toEqual(['whole'])
  })
})

describe('a folder that was made anew', () => {
  beforeEach(() => {
    position = at(40, { uidValidity: '0' })
  })

  it('has the mails taken that came since an hour before the last one', async () => {
    mails.set(1, { arrivedAt: NOW - 2 * HOUR - 1 })
    mails.set(2, { arrivedAt: NOW - 2 * HOUR })
    mails.set(3, { arrivedAt: undefined as never })
    // It has come since the folder was opened, and is taken as a new one.
    mails.set(10, {})
    await follow()
    expect(calls.find(([call]) => call === 'search')).toEqual(['search', { since: NOW - 2 * HOUR }])
    expect(taken()).toEqual([2, 3, 10])
    expect(calls.filter(([call]) => call === 'note').map(([, uid]) => uid)).toEqual([2, 3, 9, 10])
    expect(position).toEqual(at(10, { at: NOW - 990 }))
  })

  it('is noticed by UIDs that would go down', async () => {
    position = at(40)
    mails.set(2, { arrivedAt: NOW - 2 * HOUR })
    await follow()
    expect(taken()).toEqual([2])
    expect(position).toEqual(at(9))
  })

  it('is the same as the folder of another mailbox, which may have the same UIDVALIDITY', async () => {
    position = at(8, { mailbox: 'me@example.org old.lan' })
    mails.set(2, { arrivedAt: NOW - 2 * HOUR - 1 })
    mails.set(3, { arrivedAt: NOW - 2 * HOUR })
    await follow()
    expect(taken()).toEqual([3])
    expect(position).toEqual(at(9))
  })

  it('forgets which mails broke the connection, as others have their UIDs', async () => {
    position = at(8)
    mails.set(9, {})
    steps = 3
    let reads = 0
    read = () => {
      if (++reads > 2) return
      folder = { ...FOLDER, uidValidity: '2' }
      throw new Error('the connection broke')
    }
    await follow()
    expect(calls.filter(([call]) => call === 'take').map(([, , , text]) => text)).toEqual(['whole'])
  })
})

describe('a worker', () => {
  it('waits for its turn while another one follows the mailbox, or there is no such account', async () => {
    lease = () => false
    steps = 2
    await follow()
    lease = () => true
    steps = 1
    await follow({ account: undefined })
    expect(pauses).toEqual([10_000, 10_000, 10_000])
    expect(calls).toEqual([
      ['release', 'office'],
      ['release', 'office'],
    ])
    expect(troubles).toEqual([])
  })

  it.for([
    ['it has gone to another one', (): boolean => false],
    [
      'Redis cannot renew it',
      (): boolean => {
        throw new Error('OOM command not allowed')
      },
    ],
  ] as const)('leaves the mailbox once its right to it is lost: %s', async ([, lost], { onTestFinished }) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    steps = 3
    onWait = () => {
      lease = lost
      return vi.advanceTimersByTimeAsync(10_000)
    }
    await follow()
    const places = calls
      .map(([call]) => call)
      .filter(call => ['connect', 'wait', 'close'].includes(String(call)))
    expect(places).toEqual(['connect', 'wait', 'close'])
  })

  it('says that Redis answers with an error, once, and from the second time on', async () => {
    steps = 4
    await follow({ account: new Error('LOADING') })
    expect(troubles).toEqual(['office: Redis answers with an error (LOADING)'])
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000])
  })

  it('tries again once a minute at last', async () => {
    steps = 8
    await follow({ account: new Error('LOADING') })
    expect(pauses.slice(-3)).toEqual([60_000, 60_000, 60_000])
  })

  it('says what the server says, and that it is over once the folder is open', async () => {
    steps = 3
    opened = count => (count < 3 ? { step: 'login', detail: 'it refuses the password' } : mailbox)
    await follow()
    expect(troubles).toEqual(['office: it refuses the password', 'office: over'])
    expect(pauses).toEqual([2_000, 4_000])
  })

  it('names a folder that is missing, and a mailbox that broke', async () => {
    folder = undefined
    steps = 2
    await follow()
    expect(troubles).toEqual(['office: there is no folder INBOX'])
    expect(calls.filter(([call]) => call === 'close')).toHaveLength(2)
    troubles = []
    opened = () => ({
      ...mailbox,
      open: async () => {
        throw new MailboxError({ step: 'folder', detail: 'it hung up' })
      },
    })
    steps = 2
    await follow()
    expect(troubles).toEqual(['office: it hung up'])
  })

  it('says that mails cannot be taken, and that it is over once they are, and waits ever longer between', async () => {
    position = at(8)
    mails.set(9, {})
    steps = 4
    let notes = 0
    noted = () => {
      if (++notes <= 3) throw new Error('OOM command not allowed')
    }
    await follow()
    expect(troubles).toEqual(['office: OOM command not allowed', 'office: over'])
    expect(pauses).toEqual([2_000, 4_000, 8_000])
  })

  it('says nothing of a connection that ends now and then', async () => {
    steps = 4
    onWait = () => {
      throw new Error('it hung up')
    }
    await follow()
    expect(troubles).toEqual([])
    expect(pauses).toEqual([2_000, 2_000, 2_000, 2_000])
  })
})
