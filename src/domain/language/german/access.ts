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
  'The password is wrong.': 'Das Passwort ist falsch.',
  'The code came too late after the password. Log in again.':
    'Der Code kam zu lange nach dem Passwort. Bitte noch einmal anmelden.',
  'The code of the second factor is missing: send it as code.':
    'Der Code des zweiten Faktors fehlt: bitte als code senden.',
  'Nothing is changed yet: your password was last typed more than 15 minutes ago.':
    'Noch ist nichts geändert: das Passwort wurde vor mehr als 15 Minuten zuletzt eingegeben.',
  'What you entered is too long to be kept; please enter it again afterwards.':
    'Die Eingaben sind zu lang, um sie aufzubewahren; bitte danach noch einmal eingeben.',
  'Too many wrong passwords came from this address. Wait {span}, then try again.':
    'Von dieser Adresse kamen zu viele falsche Passwörter. Bitte {span} warten, dann noch einmal versuchen.',
  'Too many wrong codes came, from here or from elsewhere. Wait {span}, then try again.':
    'Zu viele falsche Codes kamen, von hier oder von anderswo. Bitte {span} warten, dann noch einmal versuchen.',
  '{n} second': '{n} Sekunde',
  '{n} seconds': '{n} Sekunden',
  'The code is wrong. Is the clock of your device right?':
    'Der Code ist falsch. Geht die Uhr des Telefons richtig?',
  'The recovery code is right, and could not be used up, so it counts for nothing yet. {sentence}':
    'Der Wiederherstellungscode stimmt, konnte aber nicht verbraucht werden und zählt darum noch nicht. {sentence}',
  'This code was used already. Wait for the next one.':
    'Dieser Code wurde schon benutzt. Bitte den nächsten abwarten.',
  'The user name or the password is wrong.': 'Benutzername oder Passwort ist falsch.',
  'Too many people are logging in at this moment. Wait a few seconds, then try again.':
    'Im Moment melden sich zu viele an. Bitte einige Sekunden warten, dann noch einmal versuchen.',
  'There is no such API key; somebody may have revoked it.':
    'Diesen API-Schlüssel gibt es nicht; vielleicht hat ihn jemand widerrufen.',
  'The password was removed from the INI a moment ago.': 'Das Passwort wurde soeben aus der INI entfernt.',
  'Use the buttons on the page.': 'Bitte die Knöpfe auf der Seite benutzen.',
  'Use the button on the page.': 'Bitte den Knopf auf der Seite benutzen.',
  'Log in first.': 'Bitte zuerst anmelden.',
  'You were logged out meanwhile, and nothing was saved.':
    'Die Anmeldung war inzwischen beendet, und nichts wurde gespeichert.',
  'After the log-in the form comes back with what you typed.':
    'Nach der Anmeldung kommt das Formular mit den Eingaben zurück.',
  'The two passwords are not the same.': 'Die beiden Passwörter sind nicht gleich.',
  'The password could not be saved. {sentence}': 'Das Passwort konnte nicht gespeichert werden. {sentence}',
  'The INI was changed at the same moment. Enter the password again.':
    'Die INI wurde im selben Moment geändert. Bitte das Passwort noch einmal eingeben.',
  'The INI was changed at the same moment. Please enter the password once more.':
    'Die INI wurde im selben Moment geändert. Bitte das Passwort noch einmal eingeben.',
  'Nothing is changed: {reason}': 'Nichts ist geändert: {reason}',
  'The code is wrong, so nothing is changed. Is the clock of your device, and that of the appliance, right?':
    'Der Code ist falsch, also ist nichts geändert. Gehen die Uhr des Telefons und die des Geräts richtig?',
  'The INI was changed at the same moment, so nothing is changed here. Go back and try again.':
    'Die INI wurde im selben Moment geändert, also ist hier nichts geändert. Bitte zurückgehen und noch einmal versuchen.',
  'Nobody can log in until this is mended: {reason}':
    'Niemand kann sich anmelden, bis das behoben ist: {reason}',
  'No password is set yet; choose one on the page /setup.':
    'Noch ist kein Passwort gesetzt; bitte auf der Seite /setup eines wählen.',
  'No password is set yet. Open the one-time link that the appliance printed when it was started. On the appliance, "sudo intvlm8r setup-link" prints it again, and its log has it too (journalctl -u intvlm8r-web).':
    'Noch ist kein Passwort gesetzt. Bitte den einmaligen Link öffnen, den das Gerät beim Start ausgegeben hat. Auf dem Gerät gibt "sudo intvlm8r setup-link" ihn noch einmal aus, und er steht auch im Protokoll (journalctl -u intvlm8r-web).',
  '[Login] passwordhash: is not a hash that this appliance made; type "sudo intvlm8r set-password" on the appliance':
    '[Login] passwordhash: ist kein Hash, den dieses Gerät erzeugt hat; auf dem Gerät "sudo intvlm8r set-password" eingeben',
  'The password needs at least {n} characters; a few words are good.':
    'Das Passwort braucht mindestens {n} Zeichen; ein paar Wörter sind gut.',
  'The password may have at most {n} characters.': 'Das Passwort darf höchstens {n} Zeichen haben.',
  'This password is among the most common ones, which are tried first; a few words that only you put together are good.':
    'Dieses Passwort gehört zu den häufigsten, die zuerst probiert werden; gut sind ein paar Wörter, die sonst niemand so zusammenstellt.',
  'The name of the appliance or of its user is tried first, also with digits; a few words are good.':
    'Der Name des Geräts oder seines Benutzers wird zuerst probiert, auch mit Ziffern; ein paar Wörter sind gut.',
  'read-only': 'nur lesend',
  full: 'voll',
  'ever, until it is revoked': 'immer, bis er widerrufen wird',
}
