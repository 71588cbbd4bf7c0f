import type { AuditLine } from '../../../model/audit.ts'
import type { WordKey } from '../../words.ts'

type Say = (key: WordKey, parameters?: Record<string, string | number>) => string

/** A line of the log as a sentence. `device` calls a browser by its name. */
export function sentenceOf(line: AuditLine, t: Say, device: (userAgent: string) => string): string {
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

/** A name, or several. */
function valueOf(value: unknown, t: Say): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value) || !value.length) return t('audit.none')
  return value.map(String).join(', ')
}
