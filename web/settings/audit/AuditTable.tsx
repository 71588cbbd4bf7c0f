import type { ReactNode } from 'react'
import type { AuditLine } from '../../../model/audit.ts'
import { useFormat } from '../../format.ts'
import { Avatar } from '../../records/marks.tsx'
import { useLanguage, useWords } from '../../words.ts'
import { useDevice } from '../security/useDevice.ts'
import team from '../team/Part.module.css'
import { roleChangesOf, sentenceOf } from './auditWords.ts'
import css from './AuditPart.module.css'

const bad = new Set(['signInRefused', 'refused'])

/** Lines of the audit log as sentences. */
export function AuditTable({ lines, foot }: { lines: readonly AuditLine[] | undefined; foot: ReactNode }) {
  const t = useWords()
  const format = useFormat()
  const device = useDevice()
  const language = useLanguage()
  if (lines?.length === 0)
    return (
      <div className={team.empty}>
        <h2>{t('audit.empty')}</h2>
        <p>{t('audit.empty.text')}</p>
      </div>
    )
  return (
    // There is nothing in it to stand on: by keyboard it is scrolled itself.
    <div className={team.scroll} role="region" aria-label={t('audit.lines')} tabIndex={0}>
      <table className={`${team.table ?? ''} ${css.table ?? ''}`} aria-busy={!lines}>
        <thead>
          <tr>
            <th className={team.medium}>{t('audit.at')}</th>
            <th className={team.medium}>{t('audit.who')}</th>
            <th>{t('audit.what')}</th>
            <th className={team.wide}>{t('audit.where')}</th>
          </tr>
        </thead>
        <tbody>
          {!lines && <Waiting />}
          {lines?.map((line) => {
            const who = <Who line={line} />
            return (
              <tr key={line.id} data-audit={line.kind}>
                <td className={`${team.medium ?? ''} t2 num`}>{format.moment(line.at)}</td>
                <td className={`${team.medium ?? ''} ${css.who ?? ''}`}>{who}</td>
                <td className={css.what}>
                  <span className={bad.has(line.kind) ? css.bad : undefined}>{sentenceOf(line, t, device)}</span>
                  {roleChangesOf(line, t, language).map((change, i) => (
                    <small key={i} className={css.change}>
                      {change}
                    </small>
                  ))}
                  <small className={css.narrow}>
                    {who}
                    <span className="num">{format.moment(line.at)}</span>
                    {line.ip && <span className="num">{line.ip}</span>}
                  </small>
                </td>
                <td className={`${team.wide ?? ''} t2 num`}>{line.ip}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {foot}
    </div>
  )
}

function Who({ line: { actorId, name, via } }: { line: AuditLine }) {
  const t = useWords()
  if (actorId === null)
    return (
      <span className="t2 cut">{via === 'web' || via === 'api' ? t('audit.typed', { name }) : t('audit.system')}</span>
    )
  return (
    <span className={css.person}>
      <Avatar id={actorId} name={name} />
      <span className="cut">{name}</span>
    </span>
  )
}

/** The shape of what is on its way. */
function Waiting() {
  return Array.from({ length: 8 }, (_, row) => (
    <tr key={row} className={team.waiting}>
      {[team.medium, team.medium, '', team.wide].map((kind, column) => (
        <td key={column} className={kind}>
          <i style={{ width: `${String(40 + ((row * 17 + column * 29) % 45))}%` }} />
        </td>
      ))}
    </tr>
  ))
}
