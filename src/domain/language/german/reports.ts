/** The daily digest, the weekly report, the event of the start, and the facts below an alert. */
export const reports: Readonly<Record<string, string>> = {
  '[ALL IS WELL] {name}: {arrived} of {expected} arrived':
    '[ALLES GUT] {name}: {arrived} von {expected} angekommen',
  '[ALL IS WELL] {name}: {arrived} of {expected} arrived, last at {last}':
    '[ALLES GUT] {name}: {arrived} von {expected} angekommen, zuletzt um {last}',
  '[NOT ALL IS WELL] {name}: {arrived} of {expected} arrived':
    '[NICHT ALLES GUT] {name}: {arrived} von {expected} angekommen',
  '[NOT ALL IS WELL] {name}: {arrived} of {expected} arrived, last at {last}':
    '[NICHT ALLES GUT] {name}: {arrived} von {expected} angekommen, zuletzt um {last}',
  '{arrived} of {expected} arrived in the last {hours} hours.':
    '{arrived} von {expected} in den letzten {hours} Stunden angekommen.',
  '{arrived} of {expected} arrived in the last {hours} hours, last at {last}.':
    '{arrived} von {expected} in den letzten {hours} Stunden angekommen, zuletzt um {last}.',
  'What arrived at {name} alone is not counted: it does not answer.':
    'Was nur bei {name} ankam, ist nicht gezählt: keine Antwort von dort.',
  'and {more} more, which are counted above': 'und {more} weitere, die oben mitgezählt sind',
  '{name}: {arrived} of {expected}, {last}': '{name}: {arrived} von {expected}, {last}',
  '{name}: {arrived} of {expected}, {last}; it is {status}':
    '{name}: {arrived} von {expected}, {last}; {status}',
  'never yet': 'noch nie',
  'last at {last}': 'zuletzt um {last}',
  'has not signalled': 'hat sich noch nicht gemeldet',
  'is {status}': 'ist {status}',
  'is silenced': 'ist stummgeschaltet',
  'nothing is known': 'nichts ist bekannt',
  '{percent} up': '{percent} in Betrieb',
  'nothing was down': 'kein Ausfall',
  '{n} of {checks} were down': '{n} von {checks} mit Ausfall',
  'no check': 'keine Prüfung',
  '[WEEK] {words}': '[WOCHE] {words}',
  '[WEEK] {words}; the watch was away': '[WOCHE] {words}; die Wache war abwesend',
  'The week from {from} to {to}: {checks}, {percent}.': 'Die Woche von {from} bis {to}: {checks}, {percent}.',
  'The watch itself was away {times}, for {span} in all. What happened then is not known, and counts neither as up nor as down:':
    'Die Wache selbst war {times} abwesend, insgesamt {span}. Was dann geschah, ist nicht bekannt und zählt weder als Betrieb noch als Ausfall:',
  '- from {from} to {to}': '- von {from} bis {to}',
  'Nothing was down, as far as is known.': 'Kein Ausfall, soweit bekannt.',
  'The worst were down:': 'Die schlimmsten Ausfälle:',
  'These were down:': 'Ausgefallen waren:',
  'Now:': 'Jetzt:',
  'Of {checks} the whole week is not known: they were new, paused or blind in it, or changed so often that their history does not reach back.':
    'Von {checks} ist nicht die ganze Woche bekannt: Sie waren in ihr neu, pausiert oder blind, oder änderten sich so oft, dass der Verlauf nicht so weit reicht.',
  '- {name}: {times}, {span} in all': '- {name}: {times}, insgesamt {span}',
  'as far as is known': 'soweit bekannt',
  'since before': 'seit der Zeit davor',
  '{n} check of the INI is watched.': '{n} Prüfung der INI wird überwacht.',
  '{n} checks of the INI are watched.': '{n} Prüfungen der INI werden überwacht.',
  '{n} check of the INI and {listed} of the files that it names are watched.':
    '{n} Prüfung der INI und {listed} der Dateien, die sie nennt, werden überwacht.',
  '{n} checks of the INI and {listed} of the files that it names are watched.':
    '{n} Prüfungen der INI und {listed} der Dateien, die sie nennt, werden überwacht.',
  '{n} time': '{n} Mal',
  '{n} note': '{n} Notiz',
  '{n} notes': '{n} Notizen',
  '{n} file': '{n} Datei',
  '{n} files': '{n} Dateien',
  '{day} {date} {month} {year} {clock} {offset}': '{day}, {date}. {month} {year}, {clock} {offset}',
  'OK: the watch has started': 'OK: Die Wache ist gestartet',
  'FAILURE: the watch has started': 'FEHLER: Die Wache ist gestartet',
  'Exit code': 'Exit-Code',
  'Run time': 'Laufzeit',
  'Found by the look:': 'Bei der Messung gefunden:',
  'Found by the look, at the end:': 'Bei der Messung gefunden, am Ende:',
  'The sender sent:': 'Der Absender sandte:',
  'The sender sent, at the end:': 'Der Absender sandte, am Ende:',
  Open: 'Öffnen',
  'Silence 1 h': '1 h stummschalten',
  "the sender's last line: {line}": 'die letzte Zeile des Absenders: {line}',
  Heart: 'Herz',
  'Heartbeat appliance': 'Heartbeat-Gerät',
}
