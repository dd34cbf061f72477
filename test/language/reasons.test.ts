/** Reasons that are made in English, and shown in the language in use. */
import { expect, test } from 'vitest'
import { german } from '../../src/domain/language/german/index'
import { tStored } from '../../src/domain/language/text'
import { inLanguage } from '../../src/domain/language/use-language'
import { messageNotices } from '../../src/domain/watch/message-words'

const inGerman = (english: string) => inLanguage('de', german, () => tStored(english))

test.each([
  [
    'the file that [channel.mail] names for "Password" cannot be read (ENOENT)',
    'die Datei, die [channel.mail] für „Passwort“ nennt, ist nicht lesbar (ENOENT)',
  ],
  [
    '0MQ is not installed: install the package intvlm8r-heartbeat-zmq (in a checkout: npm install zeromq), then it begins by itself',
    '0MQ ist nicht installiert: das Paket intvlm8r-heartbeat-zmq installieren (in einem Checkout: npm install zeromq), dann beginnt es von selbst',
  ],
  [
    'The reason: the disk is full. It is tried again by itself. Until then, changes that are not in the copy would be lost with the data of Redis.',
    'Der Grund: der Datenträger ist voll. Es wird von selbst wieder versucht. Bis dahin gingen Änderungen, die nicht in der Kopie sind, mit den Daten von Redis verloren.',
  ],
  [
    'too many changes of one check at once, and the checks are stored there. Try again; Home shows what is wrong.',
    'zu viele Änderungen einer Prüfung zugleich, und dort sind die Prüfungen gespeichert. Bitte noch einmal versuchen; Start zeigt, was nicht stimmt.',
  ],
  ['Europe/Berlin, as TZ=Nowhere is not understood', 'Europe/Berlin, da TZ=Nowhere nicht verständlich ist'],
  [
    'openssl is not installed, and it makes the certificate: sudo apt install openssl',
    'openssl ist nicht installiert, und damit wird das Zertifikat gemacht: sudo apt install openssl',
  ],
])('%s', (english, text) => expect(inGerman(english)).toBe(text))

test('an address of 0MQ that cannot be used, in a notice', () => {
  const troubles = ['tcp://0.0.0.0:5659 cannot be listened at: no room']
  const sentence = inLanguage('de', german, () => {
    const [notice] = messageNotices({ isReceived: true, counts: {}, troubles })
    return tStored(notice?.sentences[0] ?? '')
  })
  expect(sentence).toBe('auf tcp://0.0.0.0:5659 lässt sich nicht empfangen: no room.')
})
