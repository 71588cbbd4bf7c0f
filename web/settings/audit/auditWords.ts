import type { AuditLine, RoleChange } from '../../../model/audit.ts'
import type { Action, FieldRight, Range } from '../../../model/access.ts'
import type { RecordName } from '../../../model/records.ts'
import type { Language } from '../../../model/users.ts'
import { actionWords, rangeWords } from '../../../model/words/rights.ts'
import { fieldWord } from '../../records/editors.tsx'
import type { WordKey } from '../../words.ts'

type Say = (key: WordKey, parameters?: Record<string, string | number>) => string

/** A line of the log as a sentence. `device` calls a browser by its name. */
export function sentenceOf(line: AuditLine, t: Say, device: (userAgent: string) => string): string {
  const what = happened(line, t, device)
  const as = line.details['as']
  return typeof as === 'string' ? t('audit.as', { what, name: as }) : what
}

function happened(line: AuditLine, t: Say, device: (userAgent: string) => string): string {
  const { kind, actorId, about, aboutId, aboutName, details } = line
  const text = (key: string) => {
    const value = details[key]
    return typeof value === 'string' ? value : ''
  }
  const own = about === 'users' && aboutId === actorId
  const words = {
    about: aboutName ?? '',
    device: device(text('userAgent')),
    name: text('name'),
    method: text('method'),
  }
  const change = { ...words, from: valueOf(details['from'], t), to: valueOf(details['to'], t) }
  switch (kind) {
    case 'signedIn': {
      const by = text('by')
      return t(
        by === 'code' || by === 'recovery' || by === 'invitation' ? `audit.signedIn.${by}` : 'audit.signedIn',
        words,
      )
    }
    case 'signInRefused':
      if (text('by') === 'code') return t('audit.signInRefused.code', words)
      return t(aboutName ? 'audit.signInRefused.about' : 'audit.signInRefused', words)
    case 'sessionEnded': {
      const count = details['count']
      if (typeof count === 'number')
        return t(own ? 'audit.sessionEnded.others' : 'audit.sessionEnded.all', { ...words, count })
      return t(own ? 'audit.sessionEnded.own' : 'audit.sessionEnded', words)
    }
    case 'resetAsked':
      return t(aboutName ? 'audit.resetAsked' : 'audit.resetAsked.unknown', words)
    case 'twoFactorRequired':
      return t(details['to'] === true ? 'audit.twoFactorRequired.on' : 'audit.twoFactorRequired.off')
    case 'rolesChanged': {
      const added = Array.isArray(details['from']) && details['from'].length === 0
      return t(added ? 'audit.rolesChanged.new' : 'audit.rolesChanged', change)
    }
    case 'membersChanged':
    case 'departmentChanged':
    case 'headChanged':
    case 'parentChanged':
      return t(`audit.${kind}`, change)
    default:
      return t(`audit.${kind}`, words)
  }
}

/** So many changed cells of a role are shown in the log. */
const mostShown = 12

/** What was changed of a role, cell by cell: before → after. */
export function roleChangesOf({ kind, details }: AuditLine, t: Say, language: Language): string[] {
  if (kind !== 'roleChanged') return []
  // Written by the server, of this shape.
  const changes = (details['changes'] ?? []) as RoleChange[]
  const shown = changes.slice(0, mostShown).map((change) => roleChange(change, t, language))
  return changes.length > mostShown ? [...shown, t('audit.role.more', { count: changes.length - mostShown })] : shown
}

function roleChange({ is, record, place, what, from, to }: RoleChange, t: Say, language: Language): string {
  const cell = (called: string) =>
    [t(`rights.record.${record as 'deals'}`), place, called].filter((part) => part !== null).join(', ')
  const unsaid = t('audit.role.unsaid')
  switch (is) {
    case 'name':
      return t('audit.role.name', { from: from ?? '', to: to ?? '' })
    case 'byDefault':
      return t(to === null ? 'audit.role.byDefault.off' : 'audit.role.byDefault.on')
    case 'move':
      return t(to === null ? 'audit.role.move.off' : 'audit.role.move.on', {
        what: `${place ?? ''} → ${what || t('rights.moves.elsewhere')}`,
      })
    case 'range': {
      const word = (range: string | null) => (range === null ? unsaid : rangeWords[range as Range][language])
      const called = cell(actionWords[what as Action][language])
      return t('audit.role.change', { what: called, from: word(from), to: word(to) })
    }
    case 'field': {
      const word = (right: string | null) => (right === null ? unsaid : t(`rights.right.${right as FieldRight}`))
      const called = cell(t(fieldWord(record as RecordName, what)))
      return t('audit.role.change', { what: called, from: word(from), to: word(to) })
    }
  }
}

/** A name, or several. */
function valueOf(value: unknown, t: Say): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value) || !value.length) return t('audit.none')
  return value.map(String).join(', ')
}
