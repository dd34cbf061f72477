/** The form of a check: its fields, their hints, and the faults of values. A fault completes a sentence that begins with the field. */
export const checkForm: Readonly<Record<string, string>> = {
  'New check, like {name}': 'Neue Prüfung, wie {name}',
  '{name} (copy)': '{name} (Kopie)',
  'Not looked. Please correct:': 'Nicht nachgesehen. Bitte berichtigen:',
  'Not saved. Please correct:': 'Nicht gespeichert. Bitte berichtigen:',
  '<strong>Not saved: the check was changed meanwhile,</strong> in another tab or by a program. Save again to save your entries instead.':
    '<strong>Nicht gespeichert: die Prüfung wurde inzwischen geändert,</strong> in einem anderen Tab oder von einem Programm. Noch einmal speichern, um stattdessen die eigenen Einträge zu speichern.',
  'Saved now: {value}': 'Jetzt gespeichert: {value}',
  'Yours: <strong>{value}</strong>': 'Eigener Eintrag: <strong>{value}</strong>',
  nothing: 'nichts',
  'What and how often': 'Was und wie oft',
  'How often': 'Wie oft',
  'Every …': 'Alle …',
  cron: 'cron',
  OnCalendar: 'OnCalendar',
  'The next times': 'Die nächsten Zeiten',
  'Show the next times': 'Die nächsten Zeiten zeigen',
  Kind: 'Art',
  'Show its settings': 'Ihre Einstellungen zeigen',
  'Settings of this kind': 'Einstellungen dieser Art',
  'Look now': 'Jetzt nachsehen',
  Success: 'Erfolg',
  success: 'Erfolg',
  Failure: 'Fehler',
  failure: 'Fehler',
  Start: 'Beginn',
  start: 'Beginn',
  Note: 'Notiz',
  note: 'Notiz',
  '{name}: success, {what}': '{name}: Erfolg, {what}',
  '{name}: failure, {what}': '{name}: Fehler, {what}',
  '{name}: could not look, {what}': '{name}: konnte nicht nachsehen, {what}',
  'Nothing is saved: the check would be up.': 'Nichts ist gespeichert: die Prüfung würde laufen.',
  'Nothing is saved: this would count as a failure.': 'Nichts ist gespeichert: das würde als Fehler zählen.',
  'Nothing is saved: this would be no failure of what is looked at.':
    'Nichts ist gespeichert: das wäre kein Fehler dessen, wonach gesehen wird.',
  'Another look of yours is under way. Wait until it has ended.':
    'Es wird schon einmal nachgesehen. Warten, bis das fertig ist.',
  'Too many looks are under way. Try again in a minute.':
    'Es wird gerade zu oft nachgesehen. In einer Minute noch einmal versuchen.',
  'after the start': 'nach dem Beginn',
  Part: 'Teil',
  'Its last words:': 'Die letzten Worte:',
  'Make the check': 'Prüfung anlegen',
  'What feeds it': 'Woher sie es weiß',
  'Fed by': 'Gespeist von',
  'Check-ins': 'Meldungen',
  'It looks': 'Sie sieht nach',
  'Somebody or something checks in; silence is a fault.':
    'Jemand oder etwas meldet sich; Stille ist ein Fehler.',
  'The appliance looks by itself, every so often: its target stands above. Other kinds, such as programs, come from the INI.':
    'Das Gerät sieht selbst nach, immer wieder: das Ziel steht oben. Andere Arten, wie Programme, kommen aus der INI.',
  Patience: 'Geduld',
  'Runs and limits': 'Läufe und Grenzen',
  'There is no channel yet, so nobody is alerted.': 'Es gibt noch keinen Kanal, also wird niemand alarmiert.',
  'Add one': 'Einen hinzufügen',
  'Tags, description, address': 'Schlagwörter, Beschreibung, Adresse',
  'Password for check-ins': 'Passwort für Meldungen',
  'Password for check-ins (kept, not shown)': 'Passwort für Meldungen (gespeichert, nicht gezeigt)',
  'For clients that can send one, such as pyremto’s. Empty: as it is.':
    'Für Programme, die eines senden können, wie die von pyremto. Leer: wie es ist.',
  'For clients that can send one, such as pyremto’s. Empty: none; the address is the secret.':
    'Für Programme, die eines senden können, wie die von pyremto. Leer: keines; die Adresse ist das Geheimnis.',
  'Take the password away': 'Das Passwort entfernen',
  'Schedule by': 'Zeitplan durch',

  // The folded parts.
  'nobody is alerted': 'niemand wird alarmiert',
  'nobody is alerted: there is no channel yet': 'niemand wird alarmiert: es gibt noch keinen Kanal',
  'it looks: {kind}': 'sie sieht nach: {kind}',
  'check-ins: something reports here; silence is a fault':
    'Meldungen: etwas meldet sich hier; Stille ist ein Fehler',
  'no of grace, late first, then down': 'keine Karenz, erst überfällig, dann ausgefallen',
  '{grace} of grace, late first, then down': '{grace} Karenz, erst überfällig, dann ausgefallen',
  'by {names}': 'über {names}',
  'when it goes down, and when it is up again': 'wenn sie ausfällt, und wenn sie wieder läuft',
  'tagged {tags}': 'Schlagwörter {tags}',
  'no tags, an address made from the name': 'keine Schlagwörter, eine Adresse aus dem Namen',
  'none: its address is the secret': 'keines: die Adresse ist das Geheimnis',
  '{label}: {value}': '{label}: {value}',
  'not: {label}': 'nicht: {label}',

  // Fields.
  Target: 'Ziel',
  Period: 'Abstand',
  'The longest expected gap between signals, such as 5m, 1h30m or 1d.':
    'Der längste erwartete Abstand zwischen Signalen, wie 5m, 1h30m oder 1d.',
  'Cron expression': 'Cron-Ausdruck',
  'Five fields: minute, hour, day, month, weekday; 30 2 * * 1-5 is 02:30 on weekdays.':
    'Fünf Felder: Minute, Stunde, Tag, Monat, Wochentag; 30 2 * * 1-5 ist 02:30 an Werktagen.',
  'OnCalendar expression': 'OnCalendar-Ausdruck',
  'As in a systemd timer, such as Mon..Fri 02:30.': 'Wie in einem Timer von systemd, etwa Mon..Fri 02:30.',
  'Time zone': 'Zeitzone',
  'Such as Europe/Berlin; empty: the appliance’s own.': 'Wie Europe/Berlin; leer: die des Geräts.',
  'A span such as 30s or 5m; or minute, hour, day or noon, by the appliance’s clock.':
    'Eine Spanne wie 30s oder 5m; oder minute, hour, day oder noon, nach der Uhr des Geräts.',
  'Time limit': 'Zeitgrenze',
  'Of one look, such as 5s; empty: as usual for the kind.':
    'Für einmal Nachsehen, wie 5s; leer: wie bei der Art üblich.',
  'Blind after': 'Blind nach',
  'Without an answer for so long, it is told that it cannot look; empty: after three looks.':
    'So lange ohne Antwort, dann gibt es einen Alarm, dass sie nicht nachsehen kann; leer: nach dreimal Nachsehen.',
  'For people, such as “Backup of the NAS”.': 'Für Menschen, wie „Sicherung des NAS“.',
  Slug: 'Kurzname',
  'For addresses with a name in them; empty: made from the name.':
    'Für Adressen, in denen ein Name steht; leer: aus dem Namen gebildet.',
  '0MQ sender/event': '0MQ: Absender/Ereignis',
  'Of the 0MQ messages that are for it; empty: those with its name.':
    'Der 0MQ-Nachrichten, die für sie sind; leer: die mit ihrem Namen.',
  'Words to filter by, with blanks between them.': 'Wörter zum Filtern, mit Leerzeichen dazwischen.',
  Description: 'Beschreibung',
  'The start of a run is what is expected, not its success':
    'Der Beginn eines Laufs wird erwartet, nicht sein Erfolg',
  Early: 'Vorzeitig',
  'How long before a moment of cron or OnCalendar a check-in counts for it; empty: from the moment on.':
    'Wie lange vor einem Zeitpunkt von cron oder OnCalendar eine Meldung dafür zählt; leer: ab dem Zeitpunkt.',
  'Expected from the beginning, not from its first check-in on':
    'Von Anfang an erwartet, nicht erst ab der ersten Meldung',
  'Once only: when it has come, nothing more is expected':
    'Nur einmal: ist es gekommen, wird nichts mehr erwartet',
  Grace: 'Karenz',
  'Patience after that: late first, then down.': 'Geduld danach: erst überfällig, dann ausgefallen.',
  'Longest run': 'Längster Lauf',
  'From a start to its finish; empty: any.': 'Von einem Beginn bis zum Ende; leer: beliebig.',
  'Shortest gap': 'Kürzester Abstand',
  'A success sooner than that is refused and counted; empty: any.':
    'Ein früherer Erfolg wird abgewiesen und gezählt; leer: beliebig.',
  'Alert when it comes too soon': 'Alarm, wenn es zu früh kommt',
  'Failures before the first alert': 'Fehler vor dem ersten Alarm',
  'That many failures in a row; silence alerts at once.':
    'So viele Fehler in Folge; bei Stille kommt der Alarm sofort.',
  'Remind while it is down': 'Erinnern, solange sie ausgefallen ist',
  'with every further failure': 'bei jedem weiteren Fehler',
  'every 5 minutes': 'alle 5 Minuten',
  'every 10 minutes': 'alle 10 Minuten',
  'every hour': 'jede Stunde',
  'every day': 'jeden Tag',
  'never: only when it changes': 'nie: nur wenn sich etwas ändert',
  'Alert when it is up again': 'Alarm, wenn sie wieder läuft',
  'Escalate to': 'Eskalieren an',
  'Channels that get it one after the other while nobody acknowledges it; empty: as [Watch] in the INI says, none: no other one.':
    'Kanäle, die es nacheinander bekommen, solange niemand quittiert; leer: wie [Watch] in der INI sagt, none: kein weiterer.',
  'Escalate after': 'Eskalieren nach',
  'How long each waits for somebody to acknowledge it; empty: as [Watch] says, else 30m.':
    'Wie lange jeder wartet, bis jemand quittiert; leer: wie [Watch] sagt, sonst 30m.',
  'Quiet hours': 'Ruhezeit',
  'Such as 22:00-07:00, in the appliance’s zone: alerts wait until they are over.':
    'Wie 22:00-07:00, in der Zone des Geräts: Alarme warten, bis sie vorbei ist.',
  'Daily digest': 'Tagesbericht',
  'Such as 07:00: every day its channels get a message with what arrived since the last one; empty: none.':
    'Wie 07:00: jeden Tag bekommen ihre Kanäle eine Nachricht mit dem, was seit der letzten kam; leer: keine.',
  'Only a person ends a pause, not the next check-in':
    'Nur ein Mensch beendet eine Pause, nicht die nächste Meldung',
  'Only POST counts, as link previews fetch addresses': 'Nur POST zählt, da Linkvorschauen Adressen abrufen',
  'Not for the other members of the group': 'Nicht für die anderen Mitglieder der Gruppe',
  'Mails with this subject': 'Mails mit diesem Betreff',
  'A regular expression such as /^backup of \\w+/i: they are check-ins of an account that takes them; empty: only by address.':
    'Ein regulärer Ausdruck wie /^backup of \\w+/i: sie sind Meldungen über ein Konto, das sie annimmt; leer: nur über die Adresse.',
  'Mails: words of failure': 'Mails: Wörter für Fehler',
  'With commas between them; capital letters count. They come before those of success and start.':
    'Mit Kommas dazwischen; Großbuchstaben zählen. Sie gehen denen für Erfolg und Beginn vor.',
  'Mails: words of success': 'Mails: Wörter für Erfolg',
  'Without any words every mail is a success.': 'Ohne Wörter ist jede Mail ein Erfolg.',
  'Mails: words of a start': 'Mails: Wörter für einen Beginn',
  'Mails: words are looked for in': 'Mails: Wörter werden gesucht in',
  'the subject and the text': 'Betreff und Text',
  'the subject': 'dem Betreff',
  'the text': 'dem Text',
  'A mail without any of the words is a failure': 'Eine Mail ohne eines der Wörter ist ein Fehler',

  // Faults.
  'is empty; give the check a name': 'ist leer; der Prüfung einen Namen geben',
  'may hold small letters, digits, - and _ only (at most 100)':
    'darf nur Kleinbuchstaben, Ziffern, - und _ enthalten (höchstens 100)',
  'has to be a sender and an event with a slash between them, such as clientA/nightly':
    'muss ein Absender und ein Ereignis mit Schrägstrich dazwischen sein, wie clientA/nightly',
  'have to be words without blanks, at most 50 characters each':
    'müssen Wörter ohne Leerzeichen sein, jedes höchstens 50 Zeichen',
  'are too many; at most {n}': 'sind zu viele; höchstens {n}',
  'has to be plain text of at most {n} characters': 'muss einfacher Text mit höchstens {n} Zeichen sein',
  'has to be text': 'muss Text sein',
  'has to be a number from {n1} to {n2}': 'muss eine Zahl von {n1} bis {n2} sein',
  'has to be on or off': 'muss on oder off sein',
  'has to be one of {choices}': 'muss eines davon sein: {choices}',
  'has to be a span such as {list}': 'muss eine Spanne wie {list} sein',
  'has to be from {n} s to 400 days, such as {list}': 'muss von {n} s bis zu 400 Tagen reichen, wie {list}',
  '5m, 1h30m or 1d': '5m, 1h30m oder 1d',
  '30m or 12h': '30m oder 12h',
  '5m or 1h': '5m oder 1h',
  '30m or 2h': '30m oder 2h',
  'has to be shorter than the period': 'muss kürzer als der Abstand sein',
  'have to be two times of day such as 22:00-07:00': 'muss aus zwei Uhrzeiten bestehen, wie 22:00-07:00',
  'has to be a time of day such as 07:00': 'muss eine Uhrzeit wie 07:00 sein',
  'is no regular expression': 'ist kein regulärer Ausdruck',
  'is no setting of a check; there are {keys}': 'ist keine Einstellung einer Prüfung; es gibt {keys}',
  'there is no channel {name}; there are: none': 'den Kanal {name} gibt es nicht; es gibt noch keinen',
  'there is no channel {name}; there are: {names}': 'den Kanal {name} gibt es nicht; es gibt: {names}',
  'is that of a gate of the heartbeat: take {slug} out of heartbeatgates in the INI before you change it':
    'ist der einer Bedingung des Heartbeats: vor der Änderung {slug} aus heartbeatgates in der INI herausnehmen',
  'is not a time zone such as Europe/Berlin or UTC': 'ist keine Zeitzone wie Europe/Berlin oder UTC',
  'never comes true; choose a day that exists': 'trifft nie zu; einen Tag wählen, den es gibt',
  'never comes true, as its last moment is over; choose a later one':
    'trifft nie zu, da der letzte Zeitpunkt vorbei ist; einen späteren wählen',
  'is not a cron expression of five fields such as 30 2 * * 1-5 (minute, hour, day, month, weekday)':
    'ist kein Cron-Ausdruck mit fünf Feldern wie 30 2 * * 1-5 (Minute, Stunde, Tag, Monat, Wochentag)',
  '{part} has a step without a range; write {from}-{to}/{every}':
    '{part} hat eine Schrittweite ohne Bereich; {from}-{to}/{every} schreiben',
  '{part} has a step that is longer than the {n} values it goes through; for such a distance give a period':
    '{part} hat eine Schrittweite, die länger ist als die {n} Werte, durch die sie geht; für solch einen Abstand eine Spanne angeben',
  '{part} is not {what} from {n1} to {n2}, nor a range or a step of them':
    '{part} ist nicht {what} von {n1} bis {n2}, und auch kein Bereich und keine Schrittweite davon',
  '{part} is not {what} from {n1} to {n2}': '{part} ist nicht {what} von {n1} bis {n2}',
  '{part} is not {what}': '{part} ist nicht {what}',
  'a second': 'eine Sekunde',
  'a minute': 'eine Minute',
  'an hour': 'eine Stunde',
  'a day': 'ein Tag',
  'a month': 'ein Monat',
  'a weekday': 'ein Wochentag',
  'a year': 'ein Jahr',
  'a day before the end of a month': 'ein Tag vor dem Ende eines Monats',
  'is empty; give a calendar expression such as Mon..Fri 02:30':
    'ist leer; einen Kalenderausdruck wie Mon..Fri 02:30 angeben',
  '{part} is not understood; write weekdays, date, time, zone, such as Mon *-*-* 02:30 UTC':
    '{part} ist nicht zu verstehen; Wochentage, Datum, Zeit, Zone schreiben, wie Mon *-*-* 02:30 UTC',
  '{part} is not a date such as *-*-01': '{part} ist kein Datum wie *-*-01',
  'fractions of a second are not supported; give whole seconds':
    'Bruchteile einer Sekunde gehen nicht; ganze Sekunden angeben',
  '{part} is not a time such as 02:30': '{part} ist keine Zeit wie 02:30',
  '{part} is not a weekday or a range of them such as Mon..Fri':
    '{part} ist kein Wochentag und kein Bereich davon wie Mon..Fri',
  'is neither a span such as 30s or 5m nor minute, hour, day or noon':
    'ist weder eine Spanne wie 30s oder 5m noch minute, hour, day oder noon',
  'is no span of time such as 5s or 500ms': 'ist keine Zeitspanne wie 5s oder 500ms',
  'is no span of time such as 5m or 1h': 'ist keine Zeitspanne wie 5m oder 1h',
  '<strong>Not saved:</strong> {trouble}. Your entries are below as you typed them: press Save again then.':
    '<strong>Nicht gespeichert:</strong> {trouble}. Die Eingaben stehen unverändert unten: dann erneut Speichern drücken.',
}
