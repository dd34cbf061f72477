import { BARE, conventionContract, ID, id } from '../../../contracts/convention'

const NOT_ACTIVE = 'Monitor not found or not active.'

conventionContract({
  name: 'kuma',
  meanings: [
    [`/api/push/${ID}`, { ...id, kind: 'success' }],
    [
      `/api/push/${BARE}?status=up&msg=OK&ping=12.5`,
      { ...id, kind: 'success', message: 'OK', duration: 12.5 },
    ],
    [`/api/push/${BARE}?status=&msg=&ping=`, { ...id, kind: 'success' }],
    [`/api/push/${BARE}?ping=12.5ms`, { ...id, kind: 'success', duration: 12.5 }],
    [`/api/push/${BARE}?ping=null`, { ...id, kind: 'success' }],
    [`/api/push/${BARE}?status=down&msg=no%20disk`, { ...id, kind: 'fail', message: 'no disk' }],
    [`/api/push/${BARE}?status=pending`, { ...id, kind: 'fail' }],
    [`/api/push/${BARE}?status=up&status=down`, { ...id, kind: 'fail' }],
  ],
  refused: [
    [`/api/push/${BARE}/fail`, 'unknown', NOT_ACTIVE],
    [`/api/push/${BARE}?s=3`, 'bad', 'the field s is not understood at this address'],
    ['/api/push/7', 'unknown', NOT_ACTIVE],
    [`/api/push/${BARE}?ping=-1`, 'unknown', 'Invalid ping value.'],
    [`/api/push/${BARE}?ping=1e12`, 'unknown', 'Invalid ping value.'],
  ],
  statuses: {
    accepted: 200,
    created: 201,
    ignored: 200,
    paused: 404,
    'too-frequent': 200,
    unknown: 404,
    ambiguous: 409,
    full: 403,
    bad: 400,
    away: 503,
  },
  replies: [
    ['too-frequent', undefined, '{"ok":true,"msg":"OK (rate limited)"}'],
    ['accepted', undefined, '{"ok":true}'],
    ['paused', undefined, `{"ok":false,"msg":"${NOT_ACTIVE}"}`],
  ],
})
