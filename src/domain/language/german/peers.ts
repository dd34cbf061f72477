/** Peers and the group of watches. */
export const peers: Readonly<Record<string, string>> = {
  'Peers show what they answered last.': 'Die Nachbarn zeigen ihre letzte Antwort.',
  'What is broken': 'Was ausgefallen ist',
  'Nobody watches this watch': 'Niemand überwacht diese Wache',
  'Another appliance of this kind, best at another place, notices when this one is gone, and the other way round. Type on one of them, in its shell:':
    'Ein zweites Gerät dieser Art, am besten an einem anderen Ort, bemerkt, wenn dieses fehlt, und umgekehrt. Auf einem der beiden in der Kommandozeile eingeben:',
  'It prints the line to type on the other one.':
    'Es gibt die Zeile aus, die auf dem anderen einzugeben ist.',
  'version {version}': 'Version {version}',
  'a Checker': 'ein Checker',
  'its check is {status}': 'seine Prüfung: {status}',
  'Asked {time}': 'Gefragt {time}',
  'Asked {time}, answered in {n} ms': 'Gefragt {time}, Antwort in {n} ms',
  'Not asked yet': 'Noch nicht gefragt',
  'so since {time}': 'so seit {time}',
  'it asked here {time}': 'fragte hier {time}',
  'it has not asked here': 'hat hier noch nicht gefragt',
  '<strong>Refused: it asks with the identity of <span translate="no">{name}</span>.</strong> The card of one is a copy of the other one, or somebody passes for it.':
    '<strong>Abgewiesen: Er fragt mit der Identität von <span translate="no">{name}</span>.</strong> Eine der Karten ist eine Kopie der anderen, oder jemand gibt sich dafür aus.',
  'this watch': 'diese Wache',
  'The group': 'Die Gruppe',
  'This watch is {status}: {words}.': 'Diese Wache ist {status}: {words}.',
  'no answer': 'keine Antwort',
  'no answer yet': 'noch keine Antwort',
  'Its rank is not known': 'Rang nicht bekannt',
  'Rank {n}': 'Rang {n}',
  'answered in {n} ms': 'Antwort in {n} ms',
  'the copy of its checks is {n} s old': 'die Kopie seiner Prüfungen ist {n} s alt',
  'Peers stand in the INI, in the sections <code>[peer.NAME]</code>; <code>sudo intvlm8r peer invite</code> adds one.':
    'Nachbarn stehen in der INI, in den Abschnitten <code>[peer.NAME]</code>; <code>sudo intvlm8r peer invite</code> fügt einen hinzu.',
  '<strong>{n} check is unheard:</strong> only a member that does not answer gets the signals.':
    '<strong>{n} Prüfung ist ungehört:</strong> ihre Signale bekommt nur ein Mitglied, das nicht antwortet.',
  '<strong>{n} checks are unheard:</strong> only a member that does not answer gets the signals.':
    '<strong>{n} Prüfungen sind ungehört:</strong> ihre Signale bekommt nur ein Mitglied, das nicht antwortet.',
  'cut off': 'abgeschnitten',
  'catching up': 'beim Nachholen',
  'standing by': 'in Bereitschaft',
  'on duty': 'im Dienst',
  'not asked yet': 'noch nicht gefragt',
  'nobody has the duty yet': 'noch hat niemand den Dienst',
  'this watch has the duty': 'diese Wache hat den Dienst',
  '{name} has the duty': '{name} hat den Dienst',
  'This watch has no network, and reaches no other member: it holds what it has to tell.':
    'Diese Wache hat kein Netz und erreicht kein anderes Mitglied: sie hält zurück, was sie zu melden hat.',
  '1 check is unheard: only a member that does not answer gets its signals.':
    '1 Prüfung ist ungehört: ihre Signale bekommt nur ein Mitglied, das nicht antwortet.',
  '{n} checks are unheard: only members that do not answer get their signals.':
    '{n} Prüfungen sind ungehört: ihre Signale bekommen nur Mitglieder, die nicht antworten.',
  'In the group, {reason}.': 'In der Gruppe: {reason}.',
  'there is no channel {name} here, by which checks of the group alert: add it, with the same service as on the other members':
    'hier fehlt der Kanal {name}, über den Prüfungen der Gruppe Alarm geben: bitte hinzufügen, mit demselben Dienst wie bei den anderen Mitgliedern',
  '{peers} has the rank {n}, too: give each member one of its own':
    '{peers} hat ebenfalls den Rang {n}: bitte jedem Mitglied einen eigenen geben',
  '{peers} have the rank {n}, too: give each member one of its own':
    '{peers} haben ebenfalls den Rang {n}: bitte jedem Mitglied einen eigenen geben',
  'this check stays as it was: {name}, its home in the group, refuses the change: {reason}':
    'diese Prüfung bleibt, wie sie war: {name}, ihr Zuhause in der Gruppe, lehnt die Änderung ab: {reason}',
  'this check stays as it was: {name}, its home in the group, does not answer, and it can be changed there alone; try again when {name} answers, as the page Peers shows':
    'diese Prüfung bleibt, wie sie war: {name}, ihr Zuhause in der Gruppe, antwortet nicht, und nur dort lässt sie sich ändern; bitte erneut versuchen, wenn {name} antwortet, wie die Seite Nachbarn zeigt',
  'this check stays as it was: its home, the watch with the id {id}, is no member of the group here, or has not answered since this watch started, and it can be changed there alone; change it there, or look at the page Peers':
    'diese Prüfung bleibt, wie sie war: ihr Zuhause, die Wache mit der Kennung {id}, ist hier kein Mitglied der Gruppe oder hat seit dem Start dieser Wache nicht geantwortet, und nur dort lässt sie sich ändern; bitte dort ändern oder die Seite Nachbarn ansehen',
  'this check stays as it was: it is being changed at its home all the while; try again':
    'diese Prüfung bleibt, wie sie war: sie wird an ihrem Zuhause gerade fortwährend geändert; bitte erneut versuchen',
  'it comes from a file that the INI there names; change it there':
    'die Prüfung stammt aus einer Datei, die die dortige INI nennt; bitte dort ändern',
  'it comes from the INI there; change it there':
    'die Prüfung stammt aus der dortigen INI; bitte dort ändern',
  'it is a gate of the heartbeat there: take {gate} out of heartbeatgates in the INI first':
    'die Prüfung ist dort eine Bedingung des Heartbeats: {gate} zuerst aus heartbeatgates in der INI nehmen',
  'its slug is that of a gate of the heartbeat there: take {gate} out of heartbeatgates in the INI first':
    'der Kurzname ist dort der einer Bedingung des Heartbeats: {gate} zuerst aus heartbeatgates in der INI nehmen',
  'it does not understand the change; both watches may need the same version':
    'die Änderung ist dort nicht verständlich; vielleicht brauchen beide Wachen dieselbe Version',
  'its record of the check is damaged': 'der Eintrag der Prüfung ist dort beschädigt',
  'it has no such check any more': 'dort gibt es diese Prüfung nicht mehr',
}
