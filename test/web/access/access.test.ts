import type { Response } from 'express'
import { describe, expect, test } from 'vitest'
import type { Reading } from '../../../src/domain/settings/reading'
import { accessBy, accessOf, localPath, loginOf } from '../../../src/web/access/access'

const HASH = '$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$ksHBkwBIh42B2r+sXvbx0CRbZzfm45MouN3aSL6HXtY'
const LOGIN = { username: 'admin', passwordHash: HASH }
const ok = (login: object): Reading =>
  ({ kind: 'ok', settings: { login }, revision: 'r1', changedAt: 0 }) as unknown as Reading
const faulty = (sound: object): Reading =>
  ({
    kind: 'faulty',
    faults: [{ section: 'Login', key: 'username', reason: 'is empty' }],
    sound,
    revision: 'r2',
    changedAt: 0,
  }) as unknown as Reading

describe('access by the INI', () => {
  test('is with the password that it has, also where another section is faulty', () => {
    expect(accessBy(ok(LOGIN))).toEqual({ kind: 'login', login: LOGIN })
    expect(accessBy(faulty({ login: LOGIN }))).toEqual({ kind: 'login', login: LOGIN })
  })

  test('is by the setup link while there is no password', () => {
    const login = { username: 'admin', passwordHash: '' }
    expect(accessBy(ok(login))).toEqual({ kind: 'setup', login, revision: 'r1' })
  })

  test('is for nobody while the INI hides whether there is one, or has an odd one', () => {
    expect(accessBy(faulty({}))).toEqual({ kind: 'locked', why: '[Login] username: is empty' })
    expect(accessBy({ kind: 'unreadable', reason: 'the disk is broken' })).toEqual({
      kind: 'locked',
      why: 'the disk is broken',
    })
    expect(accessBy(ok({ username: 'admin', passwordHash: 'plain text' }))).toEqual({
      kind: 'locked',
      why: expect.stringMatching(/^\[Login\] passwordhash: is not a hash/),
    })
  })

  test('is that of the reading of a request, and of nobody else behind the log-in', () => {
    const response = (reading: Reading) => ({ locals: { reading } }) as unknown as Response
    expect(accessOf(response(ok(LOGIN)))).toEqual({ kind: 'login', login: LOGIN })
    expect(loginOf(response(ok(LOGIN)))).toEqual(LOGIN)
    expect(() => loginOf(response(faulty({})))).toThrow('nobody is logged in here')
  })
})

test.each([
  ['/checks', '/checks'],
  ['/checks?tag=a&page=2', '/checks?tag=a&page=2'],
  ['/checks?next=http://evil.example', '/checks?next=http://evil.example'],
  ['/a/../checks', '/checks'],
  ['/checks#part', '/checks'],
  ['/loginn', '/loginn'],
  ['/x/login', '/x/login'],
  ['/login', '/'],
  ['/login?next=/', '/'],
  ['/logout', '/'],
  ['/setup?token=x', '/'],
  ['checks', '/'],
  ['http://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['//evil.example/checks', '/'],
  ['/\\evil.example/checks', '/'],
  ['/\t/evil.example/checks', '/'],
  ['/\n/evil.example/checks', '/'],
  ['//appliance.invalid:81/checks', '/'],
  ['//me@appliance.invalid/checks', '/checks'],
  ['/..//evil.example/checks', '/'],
  ['/checks//evil.example', '/checks//evil.example'],
  ['/%2f/evil.example', '/%2f/evil.example'],
  ['//[', '/'],
  [' /checks', '/'],
  ['javascript:alert(1)', '/'],
  ['/checks/../logout', '/'],
  ['/setup', '/'],
  ['/.//evil.example', '/'],
  ['///', '/'],
  ['', '/'],
  [undefined, '/'],
  [['/checks'], '/'],
])('a log-in that was on its way to %j leads to %s', (next, path) => {
  expect(localPath(next)).toBe(path)
})
