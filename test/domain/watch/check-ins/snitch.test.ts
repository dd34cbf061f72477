import { BARE, conventionContract, id } from '../../../contracts/convention'

conventionContract({
  name: 'snitch',
  meanings: [
    [`/snitch/${BARE}`, { ...id, kind: 'success' }],
    [`/snitch/${BARE}?m=done&s=0`, { ...id, kind: 'success', exitCode: 0, message: 'done' }],
    [`/snitch/${BARE}?s=3`, { ...id, kind: 'fail', exitCode: 3 }],
    [`/snitch/${BARE}?m=${'x'.repeat(300)}`, { ...id, kind: 'success', message: 'x'.repeat(256) }],
    [`/snitch/${BARE}?s=-1`, { ...id, kind: 'fail', exitCode: -1 }],
    [`/snitch/${BARE}?s=oops`, { ...id, kind: 'fail' }],
    [`/snitch/${BARE}?s=0&s=4`, { ...id, kind: 'fail', exitCode: 4 }],
    [`/snitch/${BARE}?S=3`, { ...id, kind: 'fail', exitCode: 3 }],
    [`/snitch/${BARE}?s=+0`, { ...id, kind: 'success', exitCode: 0 }],
  ],
  refused: [
    ['/snitch/0123456789', 'unknown', 'not found'],
    [`/snitch/${BARE}/3`, 'unknown', 'not found'],
    [`/snitch/${BARE}?state=fail`, 'bad', 'the field state is not understood at this address'],
  ],
  statuses: {
    accepted: 202,
    created: 202,
    ignored: 202,
    paused: 202,
    'too-frequent': 202,
    unknown: 404,
    ambiguous: 409,
    full: 403,
    bad: 400,
    away: 503,
  },
  replies: [
    ['accepted', undefined, 'Got it, thanks!'],
    ['too-frequent', undefined, 'OK (rate limited)'],
  ],
})
