/** Log-in, password, second factor and API keys. */
export const access: Readonly<Record<string, string>> = {
  Code: 'Code',
  'The six digits that your authenticator shows now, or one of your recovery codes.':
    'Die sechs Ziffern, die der Authenticator jetzt zeigt, oder einer der Wiederherstellungscodes.',
  'Log in': 'Anmelden',
  'Neither at hand? <code>sudo intvlm8r second-factor off</code> on the appliance turns it off.':
    'Beides nicht zur Hand? <code>sudo intvlm8r second-factor off</code> auf dem Gerät schaltet ihn aus.',
  'Type your password again': 'Passwort noch einmal eingeben',
  Password: 'Passwort',
  'Keys, channels and the log-in are changed only by somebody who knows it, not by whoever finds this page open.':
    'Schlüssel, Kanäle und Anmeldung ändert nur, wer es kennt, nicht jeder, der diese Seite offen vorfindet.',
  'Go on': 'Weiter',
  'Revoke {name}': '{name} widerrufen',
  'Revoke “{name}”?': '„{name}“ widerrufen?',
  'It was used {time}.': 'Zuletzt benutzt: {time}.',
  'It was never used.': 'Er wurde nie benutzt.',
  'Programs that still use it are refused from then on, and a revoked key cannot be restored.':
    'Programme, die ihn noch benutzen, werden dann abgewiesen, und ein widerrufener Schlüssel lässt sich nicht wiederherstellen.',
  'Revoke it': 'Widerrufen',
  'Programs use the <a href="/api/openapi.json">JSON API</a> with a key, and Prometheus reads <code>/metrics</code> with one. A program that only checks in needs no key.':
    'Programme benutzen die <a href="/api/openapi.json">JSON-API</a> mit einem Schlüssel, und Prometheus liest damit <code>/metrics</code>. Ein Programm, das sich nur meldet, braucht keinen.',
  'The new key “{name}”': 'Der neue Schlüssel „{name}“',
  'It is shown only this once: copy it now. If it is lost, revoke it and make a new one.':
    'Er wird nur dieses eine Mal gezeigt: jetzt kopieren. Ist er verloren, ihn widerrufen und einen neuen anlegen.',
  'API key': 'API-Schlüssel',
  'A program sends it in the header X-Api-Key, or as Authorization: Bearer. It is a full key: keep it like a password.':
    'Ein Programm sendet ihn im Header X-Api-Key oder als Authorization: Bearer. Es ist ein voller Schlüssel: wie ein Passwort aufbewahren.',
  'A program sends it in the header X-Api-Key, or as Authorization: Bearer. It is read-only.':
    'Ein Programm sendet ihn im Header X-Api-Key oder als Authorization: Bearer. Mit ihm kann man nur lesen.',
  'The key is revoked.': 'Der Schlüssel ist widerrufen.',
  'There is no key yet': 'Noch kein Schlüssel',
  'Make one for each program, so that each can be revoked by itself.':
    'Für jedes Programm einen eigenen anlegen, damit jeder für sich widerrufen werden kann.',
  'made {time}': 'angelegt {time}',
  'never used': 'nie benutzt',
  'expires {time}': 'läuft ab {time}',
  'Expired {time}: it is refused. Revoke it, and make a new one if its program still needs one.':
    'Abgelaufen {time}: er wird abgewiesen. Bitte widerrufen und einen neuen anlegen, falls sein Programm noch einen braucht.',
  Revoke: 'Widerrufen',
  'New key': 'Neuer Schlüssel',
  'The program that uses it.': 'Das Programm, das ihn benutzt.',
  'It may': 'Er darf',
  'only read; it does not see the secret addresses of checks':
    'nur lesen; die geheimen Adressen von Prüfungen sieht er nicht',
  'read, make, change and delete checks': 'Prüfungen lesen, anlegen, ändern und löschen',
  'It is good for': 'Er gilt',
  'Make the key': 'Schlüssel anlegen',
  'User name': 'Benutzername',
  'Forgot the password? <code>sudo intvlm8r set-password</code> on the appliance sets a new one.':
    'Passwort vergessen? <code>sudo intvlm8r set-password</code> auf dem Gerät setzt ein neues.',
  'New password': 'Neues Passwort',
  'At least {n} characters, for example a few words.':
    'Mindestens {n} Zeichen, zum Beispiel ein paar Wörter.',
  'Every other device is logged out.': 'Alle anderen Geräte werden abgemeldet.',
  'New password once more': 'Neues Passwort noch einmal',
  'Recovery codes': 'Wiederherstellungscodes',
  'The second factor is on.': 'Der zweite Faktor ist ein.',
  'Keep these codes': 'Diese Codes aufbewahren',
  'They are shown only this once. Each logs you in once when the authenticator is lost: write them down, or keep them in a password store, not on the device with the authenticator.':
    'Sie werden nur dieses eine Mal gezeigt. Mit jedem ist einmal die Anmeldung möglich, wenn der Authenticator verloren ist: aufschreiben oder in einem Passwortspeicher ablegen, nicht auf dem Gerät mit dem Authenticator.',
  'I have them': 'Aufbewahrt',
  '1. Add it to an authenticator': '1. In einen Authenticator aufnehmen',
  'An app such as Aegis, Google Authenticator or your password store then shows six digits, which the log-in wants beside the password. Scan the code, or <a href="{link}">open it on this device</a>.':
    'Eine App wie Aegis, Google Authenticator oder ein Passwortspeicher zeigt dann sechs Ziffern, die bei der Anmeldung neben dem Passwort verlangt werden. Den Code scannen oder <a href="{link}">auf diesem Gerät öffnen</a>.',
  'QR code of the secret below': 'QR-Code des Geheimnisses darunter',
  'Or type the secret: <code>{secret}</code>': 'Oder das Geheimnis eintippen: <code>{secret}</code>',
  '2. Type what it shows': '2. Eintippen, was er zeigt',
  'Nothing is changed before it is right. Then you get recovery codes, and every other device is logged out.':
    'Nichts ändert sich, bevor er stimmt. Dann folgen Wiederherstellungscodes, und alle anderen Geräte werden abgemeldet.',
  'Turn it on': 'Einschalten',
  'None is left.': 'Keiner ist übrig.',
  'Each logs you in once without the authenticator. New ones replace them.':
    'Mit jedem ist einmal die Anmeldung ohne Authenticator möglich. Neue ersetzen sie.',
  'Make new recovery codes': 'Neue Wiederherstellungscodes erzeugen',
  'Turn it off': 'Ausschalten',
  'The password alone is enough then. To move to another authenticator, turn it off and on again.':
    'Dann genügt das Passwort allein. Für einen anderen Authenticator aus- und wieder einschalten.',
  'One is left.': 'Einer ist übrig.',
  '{n} are left.': '{n} sind übrig.',
  'Choose a password': 'Passwort wählen',
  'Password once more': 'Passwort noch einmal',
  'Set the password and log in': 'Passwort setzen und anmelden',
}
